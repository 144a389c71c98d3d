"""Courses and trainers for the rooms, as a training calendar of such a centre would name them."""


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("|"))


PRODUCTION_TRAINING = _list(
    """Membuat Kue Kering untuk Dijual|Higiene dan Sanitasi Dapur Usaha|
    Teknik Pengemasan Produk Pangan|Batik Cap dan Pewarna Alam|
    Menjahit Dasar Busana Muslim|Ecoprint di Kain dan Kulit|
    Meracik Kopi: dari Biji ke Cangkir|Membuat Sabun dan Lulur Herbal|
    Anyaman Bambu untuk Suvenir|Menjaga Mutu: Standar Resep dan Takaran|
    Keamanan Pangan untuk Izin P-IRT|Persiapan Sertifikasi Halal|
    Desain Kemasan yang Laku|Umur Simpan Makanan Kemasan|Mengolah Singkong Jadi Camilan|
    Frozen Food Rumahan|Bordir dan Sulam Pita|Merawat Anggrek Pot"""
)
MARKETING_TRAINING = _list(
    """Foto Produk dengan Ponsel|Berjualan di Marketplace dari Nol|Menulis Cerita Merek|
    Iklan Berbayar dengan Modal Kecil|Siaran Langsung yang Menjual|
    WhatsApp Business untuk Toko|Menata Etalase Lapak|Melayani Pelanggan dengan Ramah|
    Menentukan Harga Jual|Merek dan Logo: Daftar ke DJKI|Masuk Toko Ritel Modern|
    Pameran: Sebelum, Saat, dan Sesudah|Konten Video 30 Detik|
    Katalog Digital dalam Sehari|Mengenal Ekspor untuk Pemula"""
)
MANAGEMENT_TRAINING = _list(
    """Pembukuan Sederhana untuk Usaha Mikro|Memisahkan Uang Usaha dan Uang Rumah|
    Mengurus NIB lewat OSS|Pajak UMKM 0,5 Persen|Menghitung HPP dan Titik Impas|
    Menyusun Proposal KUR|Mengelola Persediaan|Merekrut dan Membina Karyawan|
    Laporan Keuangan dengan Aplikasi Ponsel|Rencana Usaha Satu Halaman|
    Manajemen Koperasi Modern|Rapat Anggota Tahunan yang Tertib|
    QRIS dan Pembayaran Digital|Kontrak dan Perjanjian Usaha|
    Mengelola Waktu bagi Pengusaha Rumahan"""
)
OTHER_USES = _list(
    """Temu Pelaku UKM Kecamatan|Rapat Pengurus Koperasi|Kurasi Produk Galeri|
    Klinik Konsultasi UKM|Temu Bisnis dengan Pembeli|Pendampingan Izin Usaha|
    Rapat Pengelola Gedung|Lokakarya Ibu PKK"""
)

TRAINERS = _list(
    """Ratna Kusumawardhani|Dedi Supriyadi|Hana Pertiwi Siregar|Yosef Tandiono|
    Nurul Hidayati|Bambang Triyono|Meutia Rahmi|I Nyoman Artawan|Laksmi Widyaningrum|
    Farid Assegaf|Elis Rohaeti|Roni Tambunan|Clara Wibisono|Mahfud Sanjani|
    Indri Puspasari|Arief Budiarto|Sulastri Handoko|Yuni Marpaung|Taufik Ismanto|
    Wening Astuti"""
)

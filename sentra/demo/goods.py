"""What the enterprises of each category sell, and how they name themselves."""

from collections.abc import Mapping

from sentra.domain.categories import Category


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("|"))


CATEGORY_WEIGHTS: Mapping[Category, int] = {
    Category.FOOD: 38,
    Category.DRINK: 14,
    Category.FASHION: 16,
    Category.CRAFT: 10,
    Category.BEAUTY: 7,
    Category.HOME: 6,
    Category.SERVICES: 6,
    Category.OTHER: 3,
}

PRODUCTS: Mapping[Category, tuple[str, ...]] = {
    Category.FOOD: _list(
        """Kacang sangrai Keranggan|Opak singkong|Kembang goyang|Kue nastar dan kastengel|
        Dodol betawi|Sambal bawang botol|Keripik pisang|Keripik tempe|Rendang kemasan|
        Bolu kukus|Roti manis|Kue lapis legit|Bakso frozen|Dimsum ayam|Pempek|Risol mayo|
        Abon sapi|Abon lele|Nasi uduk dan lauk|Sate bandeng|Laksa|Kerak telor|Rengginang|
        Emping melinjo|Kue akar kelapa|Bumbu pecel|Bumbu dapur siap pakai|Mi sehat sayur|
        Katering harian|Peyek kacang|Telur asin|Cilok kuah|Siomay ikan|Tape ketan|Kue cubit|
        Brownies panggang|Madu hutan Banten|Manisan buah|Bawang goreng|Sagu keju|
        Cookies gandum|Selai nanas|Tahu bakso|Kue bangket jahe"""
    ),
    Category.DRINK: _list(
        """Kopi bubuk robusta Lampung|Kopi susu gula aren|Bir pletok|Jamu kunyit asam|
        Jamu beras kencur|Wedang uwuh|Sirup buah naga|Teh bunga telang|Teh rosela|
        Jahe merah bubuk|Sari kedelai|Yogurt buah|Es kelapa muda|Jus sayur|Cokelat bubuk|
        Cold brew botol|Minuman serbuk jahe|Sari lemon|Sirup markisa|Kopi arabika Gayo|
        Susu kurma|Es dawet ayu"""
    ),
    Category.FASHION: _list(
        """Batik Tangsel motif anggrek|Batik ecoprint|Hijab voal|Gamis muslimah|Mukena bordir|
        Kaus sablon|Seragam sekolah|Jaket konveksi|Tas kulit|Tas rajut|Sepatu kulit|Sandal|
        Kemeja batik pria|Tenun ikat|Busana anak|Daster rayon|Kebaya modern|Dompet kulit|
        Bros dan aksesori|Topi bordir|Outer tenun|Sarung batik|Kerudung bordir|Baju koko"""
    ),
    Category.CRAFT: _list(
        """Anyaman bambu|Anyaman pandan|Kerajinan koran bekas|Tas daur ulang|Lukisan kaca|
        Boneka rajut|Miniatur kayu|Suvenir pernikahan|Golok hias|Wayang golek|Gerabah hias|
        Kaligrafi kayu|Macrame|Tempat tisu decoupage|Hiasan resin|Sulam pita|Bunga kering|
        Mainan kayu edukatif|Ukiran akar|Batok kelapa ukir|Lilin hias|Anyaman rotan"""
    ),
    Category.BEAUTY: _list(
        """Sabun herbal|Lulur rempah|Minyak kelapa murni|Sampo urang-aring|Masker beras|
        Minyak urut|Lilin aromaterapi|Parfum racik|Hand body bengkuang|Lip balm madu|
        Minyak telon|Garam rendam|Serum wajah herbal|Sabun susu kambing|Rias pengantin"""
    ),
    Category.HOME: _list(
        """Anggrek bulan|Tanaman hias|Pot semen|Bantal dan guling|Seprai katun|Gorden|
        Mebel jati|Rak kayu jati belanda|Meja lipat|Lampu hias bambu|Keset perca|
        Taplak meja sulam|Alat dapur kayu|Pupuk kompos|Terarium|Kursi rotan|
        Sarung bantal batik"""
    ),
    Category.SERVICES: _list(
        """Penjahit dan permak|Percetakan undangan|Laundry kiloan|Servis ponsel|Servis AC|
        Salon|Pangkas rambut|Foto produk|Desain kemasan|Rias pengantin|Sewa tenda dan kursi|
        Les menjahit|Bengkel motor|Cuci sepatu|Jasa kurir lokal|Kursus komputer"""
    ),
    Category.OTHER: _list(
        """Buku cerita anak|Alat tulis|Pakan burung|Ikan hias|Mainan edukatif|Aksesori ponsel|
        Alat pancing|Bibit tanaman|Telur ayam kampung|Kandang kucing"""
    ),
}

# A name that begins with a product's first word goes with that product only.
# {call}: what the owner is called; {place}: the kelurahan; {word}: a word of hope.
NAMES: Mapping[Category, tuple[str, ...]] = {
    Category.FOOD: _list(
        """Dapur {call}|Dapur Bunda {call}|Kue {call}|Warung {call}|Camilan {word}|Rasa {word}|
        {word} Snack|Keripik {word}|Sambal {call}|Katering {word}|Roti {word}|
        Oleh-Oleh {place}|Aneka Kue {call}|Pawon {call}|Bakoel {call}"""
    ),
    Category.DRINK: _list(
        """Kopi {word}|Kedai Kopi {place}|Jamu {call}|Jamu Gendong {call}|Kopi {call}|
        Teh {word}|Es {word}|Wedang {word}|Minuman Sehat {word}|Bir Pletok {call}"""
    ),
    Category.FASHION: _list(
        """Batik {word}|{call} Collection|Butik {call}|Hijab {word}|Konveksi {word}|
        Rumah Batik {place}|{word} Fesyen|Griya Busana {call}|{call} Bordir|Tas {word}"""
    ),
    Category.CRAFT: _list(
        """{word} Craft|Kriya {word}|Galeri {call}|Kerajinan {place}|Anyaman {word}|
        Rumah Kreasi {call}|{call} Handmade|Sanggar {word}|Kreasi {word}"""
    ),
    Category.BEAUTY: _list(
        "{call} Beauty|Sabun {word}|Griya Sehat {call}|Rumah Cantik {call}|{word} Spa|Parfum {word}"
    ),
    Category.HOME: _list(
        "Taman {word}|Anggrek {place}|Mebel {word}|Griya {word}|Rumah {call}|{word} Furnitur"
    ),
    Category.SERVICES: _list(
        """Laundry {word}|Penjahit {call}|Servis {word}|Salon {call}|Percetakan {word}|
        Studio {word}|Pangkas Rambut {call}|Bengkel {call}|Jasa {word}"""
    ),
    Category.OTHER: _list("Toko {call}|Toko {word}|UD {word}|Kios {call}|Usaha {word}"),
}

WORDS = _list(
    """Berkah|Barokah|Sejahtera|Mandiri|Lestari|Makmur|Sumber Rezeki|Melati|Mawar|Anggrek|
        Kenanga|Cempaka|Kamboja|Flamboyan|Harapan|Amanah|Sakinah|Ananda|Pelangi|Mentari|
        Fajar|Cahaya|Purnama|Nusantara|Pusaka|Priangan|Pasundan|Minang|Bahari|Cisadane|
        Angke|Situ Gintung|Bintaro|Anugerah|Karunia|Sentosa|Maju Jaya|Jaya Abadi|Tunas Muda|
        Bina Karya|Karya Ibu|Rahayu|Mekar|Mekar Sari|Kartika|Permata|Mutiara|Kencana|
        Gemilang|Ceria|Bahagia|Sehati|Guyub|Rukun|Hikmah|Al-Barkah"""
)

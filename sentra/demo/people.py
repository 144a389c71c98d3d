"""Names as they are met in Tangerang Selatan, where people from all over Indonesia live."""

from random import Random

_WOMEN = """
Siti Aminah|Siti Nurhaliza|Nur Aini|Nurjanah|Dewi Lestari|Sri Wahyuni|Sri Rahayu|Rina Marlina
Ani Suryani|Euis Komariah|Eneng Rosmiati|Neneng Hasanah|Iis Sumiati|Lilis Suhaeti|Yayah Rokayah
Rukoyah|Maemunah|Rohayati|Nuraeni|Hj. Zubaedah|Hj. Masitoh|Marwiyah|Saodah|Endang Purwanti
Tri Handayani|Wahyu Ningsih|Retno Wulandari|Dyah Ayu Kusuma|Ratna Sari|Indah Permatasari|Fitriani
Yulia Rahman|Yuliana|Desi Anggraini|Rahmawati|Upik Hasnah|Elvira Yanti|Silvia Roza|Mega Putri
Rosmawati Siregar|Tiurma Simanjuntak|Lasma Hutapea|Duma Sinaga|Rotua Manurung|Kartini Nasution
Lina Tanuwijaya|Mei Ling Halim|Susi Gunawan|Lanny Wijaya|Fenny Setiawan|Vivi Kurniawan
Ni Made Ariani|Ni Luh Suartini|Andi Tenri Ola|Andi Nurhayati|Sitti Hawang|Cut Meutia Rani
Cut Nurlela|Magdalena Lumentut|Grace Rumondor|Maria Wenda|Yosefina Bere|Theresia Seran
Halimatus Sadiyah|Aisyah Putri|Khadijah Alatas|Salma Assegaf|Winda Oktaviani|Intan Nuraini
Novita Sari|Ayu Wandira|Puspita Dewi|Kurniasih|Suminah|Tuminah|Ngatini|Warsini|Partini
"""
_MEN = """
Ahmad Fauzi|Muhammad Rizki|Abdul Rohman|H. Nawawi|H. Sanusi|H. Mursan|Saiful Bahri|Asep Sunandar
Ujang Suherman|Dadang Hidayat|Cecep Supriatna|Encep Kosasih|Maman Abdurahman|Iwan Setiawan
Mahmud Saidi|Naman Sanip|Rojali|Marzuki|Sabeni|Mat Sani|Budi Santoso|Joko Susilo|Slamet Riyadi
Bambang Sutrisno|Agus Prasetyo|Eko Nugroho|Teguh Wibowo|Wahyu Hidayat|Sugeng Raharjo|Suparman
Sutarno|Tri Yulianto|Dwi Cahyono|Heru Kurniawan|Hendra Gunawan|Rudi Hartono|Yanto Wijaya
Andreas Halim|Kevin Tanoto|Robby Sanjaya|Hengky Lim|Syafrizal|Zulkifli Koto|Yuherman Piliang
Rizal Caniago|Jonni Tanjung|Parlindungan Sitorus|Binsar Simatupang|Togar Situmorang|Ucok Harahap
Sahat Nainggolan|Ridwan Lubis|I Wayan Sudarma|I Made Suardana|I Ketut Wirawan|I Gede Putra
Andi Baso|Daeng Ruppa|Muhammad Arsyad|Teuku Iskandar|Nasruddin|Yance Wanggai|Yohanes Manek
Petrus Lamury|Johanis Pattiasina|Frans Tuhumury|Ferdinand Mokoginta|Hasan Alatas|Umar Assegaf
Fajar Ramadhan|Dimas Pratama|Rangga Saputra|Galih Permana|Ilham Maulana|Bayu Aji|Yusuf Habibi
"""
_CLOSINGS = ("", "", "", "", " Putri", " Sari", " Utami")

WOMEN = tuple(name.strip() for line in _WOMEN.split("\n") for name in line.split("|") if name)
MEN = tuple(name.strip() for line in _MEN.split("\n") for name in line.split("|") if name)
_FEWEST_WORDS_ALONE = 2


def a_person(random: Random) -> str:
    """A full name; somewhat more women than men, as among the owners of micro enterprises."""
    women = random.random() < 0.58  # noqa: PLR2004 - a proportion
    name = random.choice(WOMEN if women else MEN)
    if women and len(name.split()) < _FEWEST_WORDS_ALONE:
        name += random.choice(_CLOSINGS)
    if random.random() < 0.3:  # noqa: PLR2004 - a proportion
        # Two people's names crossed make more people than the lists hold.
        other = random.choice(WOMEN if women else MEN)
        name = f"{name.split()[0]} {other.split()[-1]}" if _plain(name, other) else name
    return name


def call_name(full: str) -> str:
    """What a shop calls its owner: "Bu Siti", "Bang Rojali", without a pilgrim's title."""
    words = [word for word in full.split() if word not in _TITLES]
    return words[0] if words else full


_TITLES = frozenset({"H.", "Hj.", "I", "Ni", "Cut", "Teuku", "Andi", "Muhammad", "Sri", "Tri"})


def _plain(*names: str) -> bool:
    return not any(_TITLES & set(name.split()) for name in names)

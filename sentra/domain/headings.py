"""Which column of a table is which field, from the headings people give them."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from sentra.domain.cells import Cell, text_of

HEADINGS_WITHIN = 30
"""Titles and notes above the headings take fewer rows than this."""

_ASIDE = re.compile(r"\(.*?\)|\[.*?\]")
_NOISE = frozenset(
    [
        "no",
        "nomor",
        "nomer",
        "number",
        "wajib",
        "opsional",
        "diisi",
        "isi",
        "sesuai",
        "ktp",
        "lengkap",
    ]
)

# Headings without spaces, noise words and asides, for each field.
_SPELLINGS: Mapping[str, str] = {
    "name": "namausaha namaumkm namaukm namaikm namaperusahaan namatoko namamerek namabrand usaha"
    " namabisnis merek merekusaha businessname umkm ukm namausahaumkm name namapelakuusaha",
    "nib": "nib nomorindukberusaha indukberusaha",
    "owner": "namapemilik pemilik namapengusaha namaowner owner pengusaha namapenanggungjawab"
    " penanggungjawab namapelakuukm namapelakuumkm namapemilikusaha pemilikusaha",
    "nik": "nik nikpemilik indukkependudukan nikpengusaha",
    "phone": "hp telepon telp tlp wa whatsapp handphone ponsel kontak telephone phone seluler"
    " hpwa wahp telpwa hptelp telphp teleponwa teleponhp hpaktif waaktif hppemilik phoneorwhatsapp"
    " teleponseluler kontakperson",
    "email": "email alamatemail surel alamatsurel pos-el posel",
    "address": "alamat alamatusaha address alamattempatusaha lokasiusaha tempatusaha alamattoko",
    "kelurahan": "kelurahan desa kel kelurahandesa desakelurahan namakelurahan",
    "kecamatan": "kecamatan kec namakecamatan",
    "scale": "skala skalausaha klasifikasi klasifikasiusaha kelasusaha scale ukuranusaha",
    "sales": "omzet omset omzetpertahun omsetpertahun penjualan penjualantahunan omzettahunan"
    " omsettahunan hasilpenjualantahunan penjualanpertahun omzettahun yearlysales sales",
    "category": "kategori kategoriusaha jenisusaha bidangusaha sektor sektorusaha category"
    " kategoriproduk jenisproduk",
    "product": "produk namaproduk produkutama produkyangdijual deskripsiproduk product products"
    " keteranganproduk produkunggulan uraianproduk",
}
_FIELD = {key: field for field, keys in _SPELLINGS.items() for key in keys.split()}
# "Nama" alone is the business, unless another column already says so.
_AMBIGUOUS = {"nama": ("name", "owner")}

Columns = dict[str, tuple[int, ...]]


def columns_of(headings: Sequence[Cell]) -> Columns:
    """The columns (from 0) of each field; several when a field has several, in order."""
    found: dict[str, list[int]] = {}
    unclear: list[tuple[int, tuple[str, ...]]] = []
    for index, heading in enumerate(headings):
        keys = _keys(text_of(heading))
        field = next((_FIELD[key] for key in keys if key in _FIELD), None)
        if field is not None:
            found.setdefault(field, []).append(index)
        unclear += [(index, _AMBIGUOUS[key]) for key in keys if key in _AMBIGUOUS and field is None]
    for index, fields in unclear:
        free = next((field for field in fields if field not in found), None)
        if free is not None:
            found[free] = [index]
    return {field: tuple(indexes) for field, indexes in found.items()}


def unknown_headings(headings: Sequence[Cell], columns: Columns) -> tuple[str, ...]:
    """The headings of columns that belong to no field, apart from the row number's."""
    used = set(chain.from_iterable(columns.values()))
    texts = ((index, text_of(heading)) for index, heading in enumerate(headings))
    return tuple(text for index, text in texts if index not in used and any(_keys(text)))


def reader_of(columns: Columns) -> Callable[[Sequence[Cell]], dict[str, Cell]]:
    """A function from the cells of a row to its fields; of several columns the first filled."""
    places = tuple(columns.items())

    def read(cells: Sequence[Cell]) -> dict[str, Cell]:
        width = len(cells)
        row: dict[str, Cell] = {}
        for field, indexes in places:
            for index in indexes:
                if index < width and cells[index] not in (None, ""):
                    row[field] = cells[index]
                    break
        return row

    return read


def _keys(heading: str) -> list[str]:
    """The ways to look a heading up: as a whole, then each side of its slash."""
    plain = _ASIDE.sub(" ", heading.casefold().replace("e-mail", "email"))
    return [key for part in (plain, *plain.split("/")) if (key := _key(part))]


def _key(part: str) -> str:
    return "".join(word for word in re.findall(r"[a-z]+", part) if word not in _NOISE)

from sentra.domain.trail import readable


def test_places_are_named() -> None:
    assert readable("kelurahan", "36.74.01.1002") == "Rawabuntu"
    assert readable("kecamatan", "36.74.01") == "Serpong"
    assert readable("kecamatan", "99") == "99"

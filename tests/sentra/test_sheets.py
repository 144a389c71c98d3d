"""Pages with blanks, compressed once."""

import gzip

import hypothesis
from hypothesis import strategies as st

from sentra.web.sheets import Sheet


def test_each_blank_is_filled() -> None:
    assert Sheet([b"<a>", b"<b>", b"<c>"]).filled(b"1") == b"<a>1<b>1<c>"
    assert Sheet([b"no blank"]).filled(b"1") == b"no blank"


@hypothesis.settings(max_examples=40)
@hypothesis.given(parts=st.lists(st.binary(), min_size=1, max_size=4), word=st.binary(max_size=200))
def test_what_is_packed_is_the_page(parts: list[bytes], word: bytes) -> None:
    sheet = Sheet(parts)
    assert gzip.decompress(sheet.packed(word)) == sheet.filled(word)
    assert gzip.decompress(sheet.packed(word[1:])) == sheet.filled(word[1:])


def test_what_repeats_is_small_and_a_word_takes_its_own_length() -> None:
    sheet = Sheet([b"<td>free</td>" * 1000, b"</table>"])
    short = len(sheet.packed(b""))
    assert short < 200
    assert len(sheet.packed(b"<td>free</td>")) == short + len(b"<td>free</td>")

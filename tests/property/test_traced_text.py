"""Traced text: whatever is done to it, each character knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djledger.errors import DefectError
from djledger.model.text import Edit, Span, TracedText

TEXT = st.text("党员12名(ā)\n", max_size=30)


@st.composite
def edits(draw, length):
    """Some edits of a text of *length* characters that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(Span(a, b), draw(st.text("甲乙3", max_size=4))) for a, b in pairs if b]


@st.composite
def edited(draw):
    """A text after one to three rounds of edits."""
    text = TracedText.of(draw(TEXT))
    for _ in range(draw(st.integers(1, 3))):
        text = text.apply(draw(edits(len(text.text))))
    return text


@given(edited())
def test_origins_never_run_backwards(text):
    assert len(text.starts) == len(text.ends) == len(text.text)
    assert list(text.starts) == sorted(text.starts)
    assert list(text.ends) == sorted(text.ends)
    assert all(a <= b <= len(text.raw) for a, b in zip(text.starts, text.ends, strict=True))


@given(edited(), st.data())
def test_a_span_lies_in_the_raw_text(text, data):
    a = data.draw(st.integers(0, len(text.text)))
    b = data.draw(st.integers(a, len(text.text)))
    raw = text.raw_span(Span(a, b))
    assert 0 <= raw.start <= raw.end <= len(text.raw)
    wider = text.raw_span(Span(0, len(text.text)))
    if a < b:
        assert wider.start <= raw.start
        assert raw.end <= wider.end


@given(TEXT, st.data())
def test_what_no_edit_touched_is_found_again(raw, data):
    made = data.draw(edits(len(raw)))
    text = TracedText.of(raw).apply(made)
    touched = {i for edit in made for i in range(edit.span.start, edit.span.end)}
    kept = [
        (i, text.starts[i]) for i in range(len(text.text)) if text.ends[i] - text.starts[i] == 1
    ]
    for here, there in kept:
        if there not in touched:
            assert text.text[here] == raw[there]
    untouched = [raw[i] for i in range(len(raw)) if i not in touched]
    assert len(text.text) == len(untouched) + sum(len(edit.text) for edit in made)


@given(TEXT, st.data())
def test_the_order_of_edits_does_not_matter(raw, data):
    made = data.draw(edits(len(raw)))
    if len({edit.span for edit in made}) == len(made):
        once = TracedText.of(raw).apply(made)
        assert TracedText.of(raw).apply(reversed(made)) == once


def test_edits_that_overlap_are_a_defect():
    with pytest.raises(DefectError):
        TracedText.of("党员12名").apply([Edit(Span(0, 2), ""), Edit(Span(1, 3), "")])
    with pytest.raises(DefectError):
        TracedText.of("党员").apply([Edit(Span(1, 3), "")])
    with pytest.raises(DefectError):
        TracedText.of("党员").reworded("党")

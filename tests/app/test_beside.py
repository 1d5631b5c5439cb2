"""Random edits of what lies beside the cards keep geometry in step, and undo leads back."""

import random

import pytest

from app.canvas.aligning import align, arrange_page, arrange_selection, distribute
from app.canvas.bending import add_bend, straighten
from app.canvas.clipboard import copy_selection, duplicate_selection, paste, paste_wired
from app.canvas.geometry import Geometry
from app.canvas.marking import Marked
from app.canvas.noting import add_frame, add_note, leave_frames, next_beside, paint_marked
from cards import files
from cards.grouping import grouped
from tests.app.mouse import ALT, CTRL, NONE, drag
from tests.app.sample_cards import CHAIN


def acts(canvas, rng):
    """What a user may do next."""
    geometry, scene = canvas.scene.geometry, canvas.scene
    document = canvas.session.document

    def pick():
        names = rng.sample(geometry.names, min(len(geometry.names), rng.randint(0, 4)))
        notes = [n for n in canvas.document.notes if rng.random() < 0.4]
        frames = [n for n in canvas.document.frames if rng.random() < 0.2]
        bends = [
            (*geometry.pairs[row], n)
            for row, points in geometry.bent.items()
            for n in range(len(points))
            if rng.random() < 0.5
        ]
        canvas.choose(names, Marked(frozenset(notes), frozenset(frames), frozenset(bends)))

    def pull():
        start = canvas.to_screen(rng.uniform(-100, 900), rng.uniform(-100, 600))
        stop = canvas.to_screen(rng.uniform(-100, 900), rng.uniform(-100, 600))
        drag(canvas, start, stop, rng.choice([NONE, NONE, CTRL, ALT]))

    def note():
        add_note(canvas)
        canvas.writing.editor.setPlainText(rng.choice(["", "# Hello\n\n- a", "x" * 300]))
        canvas.writing.finish()

    def frame():
        if add_frame(canvas) is not None:
            canvas.writing.finish()

    def bend():
        if geometry.pairs:
            add_bend(canvas, rng.choice(geometry.pairs), rng.uniform(0, 900), rng.uniform(0, 600))

    def group():
        names = [n for n in canvas.session.selection if n in geometry.index]
        if names:
            made, _ = grouped(document, canvas.session.types, names)
            canvas.session.commit("Group", made)

    return [
        *([pick] * 6),
        *([pull] * 6),
        note,
        frame,
        *([bend] * 3),
        group,
        lambda: straighten(canvas, rng.choice(geometry.pairs)) if geometry.pairs else None,
        lambda: align(canvas, rng.choice(["left", "centre", "right", "top", "middle", "bottom"])),
        lambda: distribute(canvas, rng.choice(["across", "down"])),
        lambda: arrange_selection(canvas),
        lambda: arrange_page(canvas),
        lambda: leave_frames(canvas),
        lambda: paint_marked(canvas, "#22a6a1") if scene.marked else None,
        lambda: next_beside(canvas),
        lambda: copy_selection(canvas),
        lambda: paste(canvas),
        lambda: paste_wired(canvas),
        lambda: duplicate_selection(canvas) if len(document.nodes) < 30 else None,
        lambda: canvas.delete_selection() if rng.random() < 0.4 else None,
        canvas.session.undo,
        canvas.session.redo,
    ]


def bends(geometry):
    return {geometry.pairs[row]: points for row, points in geometry.bent.items()}


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_beside_the_cards_stay_in_step_and_are_undone(canvas, seed):
    rng = random.Random(seed)
    start = canvas.session.document
    canvas.zoom_to(0.8)
    for step in range(90):
        rng.choice(acts(canvas, rng))()
        document, kept = canvas.session.document, canvas.scene.geometry
        assert kept.document is canvas.document, step
        made = Geometry(canvas.document, canvas.types)
        assert bends(kept) == bends(made) and kept.bounds() == made.bounds(), step
        assert kept.frames() == made.frames(), step
        assert canvas.scene.marked <= canvas.scene.marked.within(canvas.document), step
        assert not canvas.scene.moving and not canvas.layer.held, step
        if step % 15 == 0:
            assert files.loads(files.dumps(document)) == document, step
            canvas.grab()
    while canvas.session.history.can_undo and canvas.session.document is not start:
        canvas.session.undo()
    assert canvas.session.document is start and start == CHAIN

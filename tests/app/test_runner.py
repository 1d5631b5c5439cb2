import threading
import time

import pytest

from app.runner import Runner


@pytest.fixture
def runner(qapp):
    made = Runner()
    yield made
    assert made.close()


def test_events_come_in_order_in_the_thread_of_the_window(runner, qtbot):
    seen: list[tuple[object, str]] = []
    runner.happened.connect(lambda e: seen.append((e, threading.current_thread().name)))
    with qtbot.waitSignal(runner.finished):
        runner.read(lambda: iter(range(500)))
    assert [e for e, _ in seen] == list(range(500))
    assert {name for _, name in seen} == {"MainThread"}
    assert not runner.active


def test_the_stream_is_read_elsewhere(runner, qtbot):
    names: list[str] = []

    def stream():
        names.append(threading.current_thread().name)
        yield 1

    with qtbot.waitSignal(runner.finished):
        runner.read(stream)
    assert names == ["run"]


def test_to_stop_is_to_stop_reading(runner, qtbot):
    closed = threading.Event()
    seen: list[int] = []

    def stream():
        try:
            number = 0
            while True:
                number += 1
                yield number
                time.sleep(0.002)
        finally:
            closed.set()

    runner.happened.connect(seen.append)
    with qtbot.waitSignal(runner.finished, timeout=5000):
        runner.read(stream)
        qtbot.waitUntil(lambda: len(seen) > 5)
        runner.stop()
        assert runner.stopping
    assert closed.is_set()
    assert seen == list(range(1, len(seen) + 1))


def test_an_error_is_told_before_the_end(runner, qtbot):
    told: list[object] = []

    def stream():
        yield 1
        raise RuntimeError("broken")

    runner.broke.connect(told.append)
    runner.finished.connect(lambda: told.append("end"))
    with qtbot.waitSignal(runner.finished):
        runner.read(stream)
    assert [str(t) for t in told] == ["broken", "end"]


def test_one_run_at_a_time(runner, qtbot):
    runner.read(lambda: iter(range(3)))
    with pytest.raises(RuntimeError, match="still"):
        runner.read(lambda: iter(()))
    qtbot.waitSignal(runner.finished).wait()


def test_many_events_are_handed_over_at_most_thirty_times_a_second(runner, qtbot):
    drains: list[float] = []

    def stream():
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            yield 0
            time.sleep(0.001)

    runner.drained.connect(lambda: drains.append(time.monotonic()))
    with qtbot.waitSignal(runner.finished):
        runner.read(stream)
    assert 2 <= len(drains) <= 20


def test_closing_ends_the_thread(runner):
    def stream():
        while True:
            yield 0
            time.sleep(0.001)

    runner.read(stream)
    assert runner.close()
    assert not runner.active

import io
import os
import zipfile

import numpy as np
import pytest

from engine.weights import WeightsError, digest_of, load_weights, save_weights
from tests.engine.networks import classifier, line


def written(path, arrays):
    np.savez(path, **arrays)
    return path


def test_weights_come_back_bit_for_bit(tmp_path):
    path, model, other = tmp_path / "a.npz", classifier(seed=1), classifier(seed=2)
    digest = save_weights(path, model)
    assert load_weights(path, other) == digest == digest_of(path)
    for name, array in model.weights().items():
        np.testing.assert_array_equal(other.weights()[name], array)


def test_the_same_weights_make_the_same_file(tmp_path):
    one, two = (save_weights(tmp_path / name, classifier()) for name in ("a.npz", "b.npz"))
    assert one == two


def test_numpy_reads_the_file(tmp_path):
    save_weights(tmp_path / "a.npz", line())
    with np.load(tmp_path / "a.npz", allow_pickle=False) as stored:
        assert set(stored.files) == {"line/kernel", "line/bias"}


def test_an_old_file_outlives_a_write_that_fails(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    save_weights(path, line())
    old = path.read_bytes()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WeightsError, match=r"a\.npz cannot be written: No space left"):
        save_weights(path, line())
    assert path.read_bytes() == old
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def test_other_real_types_are_converted(tmp_path):
    path = written(tmp_path / "a.npz", {"line/kernel": np.ones((2, 1)), "line/bias": np.ones(1)})
    model = line()
    load_weights(path, model)
    assert model.weights()["line/kernel"].dtype == np.float32
    assert model.weights()["line/kernel"].tolist() == [[1], [1]]


FIT = {"line/kernel": np.ones((2, 1), "f4"), "line/bias": np.ones(1, "f4")}


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"line/bias": FIT["line/bias"]}, "it has no weight 'line/kernel'"),
        ({**FIT, "more/bias": np.ones(1)}, "the model has no weight 'more/bias"),
        (
            {**FIT, "line/bias": np.ones(2, "f4")},
            "'line/bias' has shape \\(2\\) there, the model needs \\(1\\)",
        ),
        ({**FIT, "line/bias": np.ones(10**6, "f4")}, "'line/bias' is too large"),
        ({**FIT, "line/bias": np.array(["a"])}, "does not hold real numbers"),
        ({**FIT, "line/bias": np.array([1j])}, "does not hold real numbers"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_and_changes_nothing(tmp_path, arrays, sentence):
    path, model = written(tmp_path / "a.npz", arrays), line()
    before = model.weights()
    with pytest.raises(WeightsError, match=f"a.npz does not fit: .*{sentence}"):
        load_weights(path, model)
    for name, array in model.weights().items():
        np.testing.assert_array_equal(array, before[name])


def test_objects_are_never_unpickled(tmp_path):
    path = written(tmp_path / "a.npz", {**FIT, "line/bias": np.array([print], dtype=object)})
    with pytest.raises(WeightsError, match="does not hold real numbers"):
        load_weights(path, line())


def spoilt(tmp_path, change):
    path = tmp_path / "a.npz"
    save_weights(path, line())
    path.write_bytes(change(path.read_bytes()))
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"",
        lambda content: b"not a file of weights",
        lambda content: content[:-30],
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"NUMPY", b"BUMPY"),
        lambda content: content[:200] + bytes([content[200] ^ 255]) + content[201:],
    ],
    ids=["empty", "text", "short", "half", "magic", "bit"],
)
def test_a_damaged_file_is_one_sentence(tmp_path, change):
    with pytest.raises(WeightsError, match=r"a\.npz is damaged"):
        load_weights(spoilt(tmp_path, change), line())


def entries(path, contents):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents:
            archive.writestr(name, content)
    return path


def stored(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def test_a_claim_of_much_more_than_is_there_costs_no_memory(tmp_path):
    lie = io.BytesIO()
    claim = {"descr": "<f4", "fortran_order": False, "shape": (10**15,)}
    np.lib.format.write_array_header_1_0(lie, claim)
    contents = [("line/kernel.npy", stored(FIT["line/kernel"])), ("line/bias.npy", lie.getvalue())]
    with pytest.raises(WeightsError, match="has shape \\(1000000000000000\\) there"):
        load_weights(entries(tmp_path / "a.npz", contents), line())


def test_much_packed_into_little_is_refused_before_it_is_unfolded(tmp_path):
    contents = [("line/kernel.npy", stored(FIT["line/kernel"])), ("line/bias.npy", bytes(10**8))]
    path = entries(tmp_path / "a.npz", contents)
    assert path.stat().st_size < 10**6
    with pytest.raises(WeightsError, match="too large"):
        load_weights(path, line())


def test_files_that_are_not_there_are_one_sentence(tmp_path):
    with pytest.raises(WeightsError, match=r"gone\.npz cannot be read: No such file"):
        load_weights(tmp_path / "gone.npz", line())
    with pytest.raises(WeightsError, match="cannot be read"):
        digest_of(tmp_path / "gone.npz")
    with pytest.raises(WeightsError, match="cannot be written"):
        save_weights(tmp_path / "gone" / "a.npz", line())

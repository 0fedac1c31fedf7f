from agent_app.demo import people
from agent_app.journal import compression
from resources import build_dictionary
from tests.bench import kit


def names_of_the_benchmark() -> set[str]:
    return {*people._WOMEN, *people._MEN, *people._FAMILIES}


def test_the_dictionary_was_trained_on_other_names_than_the_benchmark_measures() -> None:
    trained_on = set(build_dictionary.NAMES) | set(build_dictionary.PLACES)
    assert trained_on.isdisjoint(names_of_the_benchmark())
    assert build_dictionary.SEED not in (kit.SEED, 5313)


def test_no_name_of_the_benchmark_stands_in_the_dictionary() -> None:
    shared = compression.dictionary(compression.DICTIONARY)
    assert shared is not None
    content = shared.as_bytes().decode("latin-1")
    assert [name for name in names_of_the_benchmark() if len(name) > 4 and name in content] == []


def test_frames_name_the_shipped_dictionary_and_are_smaller_for_it() -> None:
    line = b'{"seq":7,"at":"2026-11-23T10:52:07.315+08:00","kind":"contribution_collected","v":1,"day":"2026-11-23"}'
    packed = compression.pack(line)
    assert len(packed) < len(line) // 2
    assert compression.unpack(packed) == line

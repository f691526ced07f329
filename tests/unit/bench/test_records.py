"""The benchmark entry: repeatable, of the size the reference gives, and of nobody."""

import doctest
import json
from statistics import mean

import bench.records
from bench.records import NOTE_WORDS, as_json, list_spanish_words, records, write_lines


def test_records_when_the_seed_is_the_same_then_they_are_equal():
    assert records(20, seed=3) == records(20, seed=3)
    assert records(20, seed=3) != records(20, seed=4)


def test_records_when_more_are_asked_then_the_first_stay_the_same():
    assert records(30, seed=3)[:10] == records(10, seed=3)


def test_records_when_made_then_each_has_the_parts_of_the_benchmark_entry():
    for record in records(200, seed=1):
        assert len(bytes.fromhex(record["id"])) == 16
        assert 1 <= len(record["diagnoses"]) <= 2
        assert len(record["vitals"]) == 6
        assert len(set(record["symptoms"])) == 3
        assert len(record["drugs"]) == 2
        assert len(record["note"].split()) == NOTE_WORDS
        assert record["vitals"]["sbp"] > record["vitals"]["dbp"]


def test_records_when_many_are_made_then_ids_differ_and_json_is_about_709_bytes():
    many = records(2_000, seed=1)
    assert len({record["id"] for record in many}) == len(many)
    assert 690 < mean(len(as_json(record).encode()) for record in many) < 730


def test_spanish_words_when_read_then_there_are_about_950_and_short_words_lead():
    words = list_spanish_words()
    assert 800 <= len(words) <= 950
    assert len(set(words)) == len(words)
    assert words[0] == "de"


def test_write_lines_when_written_then_each_line_is_one_record(tmp_path):
    few = records(3, seed=1)
    write_lines(tmp_path / "records.jsonl", few)
    lines = (tmp_path / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == few


def test_docstring_examples_hold():
    assert doctest.testmod(bench.records).failed == 0

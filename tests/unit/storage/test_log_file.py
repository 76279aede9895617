from __future__ import annotations

from pathlib import Path

from picaflor.storage.log_file import LogFile, LogReader, before


def words(reader: LogReader) -> list[str]:
    return [line["words"] for line in reader.fresh()]


def test_lines_below_the_level_are_not_written(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "log", "warning")
    for level in ("debug", "info", "warning", "error"):
        log.write(7, level, "bitget", level)
    log.close()
    assert list(LogReader(tmp_path / "log").fresh()) == [
        {"at_ns": "7", "level": "warning", "who": "bitget", "words": "warning"},
        {"at_ns": "7", "level": "error", "who": "bitget", "words": "error"},
    ]


def test_a_reader_gets_what_is_new_and_never_half_a_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    reader = LogReader(path)
    assert words(reader) == []
    log = LogFile(path, "debug")
    log.write(1, "info", "a", "one")
    assert words(reader) == ["one"]
    with path.open("ab") as file:
        file.write(b'{"words": "tw')
    assert words(reader) == []
    with path.open("ab") as file:
        file.write(b'o"}\nnot json\n[1]\n')
    assert words(reader) == ["two"]
    log.close()


def test_a_full_log_is_put_aside_by_whoever_is_first_and_the_other_writer_follows(tmp_path: Path) -> None:
    path = tmp_path / "log"
    ours, theirs = LogFile(path, "debug", bytes_max=150), LogFile(path, "debug", bytes_max=150)
    reader = LogReader(path)
    seen = []
    for n in range(8):
        (ours if n % 2 else theirs).write(n, "info", "a", f"line {n}")
        if n != 4:
            seen += words(reader)
    assert seen == [f"line {n}" for n in range(8)]
    assert before(path).exists()
    assert path.stat().st_size < 300
    ours.close()
    theirs.close()


def test_a_folder_that_is_gone_costs_lines_and_raises_nothing(tmp_path: Path) -> None:
    LogFile(tmp_path / "nowhere" / "log", "debug").write(1, "error", "a", "b")
    assert words(LogReader(tmp_path / "nowhere" / "log")) == []

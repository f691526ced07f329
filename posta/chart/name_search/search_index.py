"""Search before register: finds people by any remembered part of their name, among a million, in an encrypted file.

A person's words are unordered pairs of name skeletons ("ernds0lps"), skeleton with birth year and sex ("ernds1984m")
and single sounds ("9ernandes"). They stand in a contentless full-text index that holds no list of names: a row can
only be taken out by giving its words again, which the table `search_person` allows, and then the words are gone from
the file at once. Candidates are weighed by how rare their shared words are; the best are scored by `name_matching`.

Functions take a DB-API cursor and leave the transaction to the caller. People who refuse to be linked, are sealed or
forgotten are never put in, or taken out by `remove_people`.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import chain, combinations, islice
from math import log2
from typing import Any, Protocol

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import extract

from posta.chart.name_search.name_matching import (
    CODE_SCORE,
    MIN_SIMILARITY,
    Birth,
    CandidateRecord,
    Match,
    Name,
    PersonNames,
    Query,
    Scorer,
    nickname_variants,
)  # fmt: skip
from posta.chart.name_search.phonetic import consonant_key, phonetic_key, split_name
from posta.ids import parse_short_code

CREATE = (
    """CREATE TABLE search_person (
        person_rowid INTEGER PRIMARY KEY, code BLOB NOT NULL, names TEXT NOT NULL,
        birth TEXT NOT NULL, sex TEXT NOT NULL, country TEXT NOT NULL)""",
    "CREATE INDEX search_person_code ON search_person (code)",
    """CREATE TABLE search_token (
        token TEXT PRIMARY KEY, sound TEXT NOT NULL, people INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX search_token_sound ON search_token (sound, people)",
    """CREATE VIRTUAL TABLE search_word USING fts5 (
        words, content='', columnsize=0, detail='none', tokenize='ascii')""",
    "INSERT INTO search_word (search_word, rank) VALUES ('secure-delete', 1)",
)
DROP = (
    "DROP TABLE IF EXISTS search_word",
    "DROP TABLE IF EXISTS search_token",
    "DROP TABLE IF EXISTS search_person",
)
EMPTY = (
    "INSERT INTO search_word (search_word) VALUES ('delete-all')",
    "DELETE FROM search_token",
    "DELETE FROM search_person",
)

_INSERT_WORDS = "INSERT INTO search_word (rowid, words) VALUES (?, ?)"
_DELETE_WORDS = "INSERT INTO search_word (search_word, rowid, words) VALUES ('delete', ?, ?)"
# Without it SQLite (3.53.4, detail=none with secure-delete) joins a delete and an insert of one row in one transaction,
# and then forgets every later row of the shared words. It also empties the blocks before the transaction ends.
_FLUSH_WORDS = "INSERT INTO search_word (search_word) VALUES ('flush')"
_INSERT_PERSON = "INSERT INTO search_person (person_rowid, code, names, birth, sex, country) VALUES (?, ?, ?, ?, ?, ?)"
_DELETE_PERSON = "DELETE FROM search_person WHERE person_rowid = ?"
_COUNT_TOKEN = """INSERT INTO search_token (token, sound, people) VALUES (?, ?, ?)
    ON CONFLICT (token) DO UPDATE SET people = people + excluded.people"""
_UNCOUNT_TOKEN = "UPDATE search_token SET people = people - ? WHERE token = ?"
_FORGET_TOKEN = "DELETE FROM search_token WHERE token = ? AND people <= 0"
_PEOPLE = "SELECT people FROM search_token WHERE token = ''"
_TOKENS = "SELECT token, people FROM search_token WHERE token IN ({})"
_PREFIXED = (
    "SELECT token FROM search_token WHERE token >= ? AND token < ? || char(1114111) ORDER BY people DESC LIMIT ?"
)
_VOCABULARY = "SELECT DISTINCT sound FROM search_token WHERE token <> ''"
_FETCH = "SELECT person_rowid, names, birth, sex, country FROM search_person WHERE person_rowid IN ({})"
_FIND = "SELECT rowid FROM search_word WHERE search_word MATCH ? ORDER BY rowid DESC LIMIT ?"
_BY_CODE = "SELECT person_rowid FROM search_person WHERE code = ?"

CANDIDATES = 600
WORD_LIMIT = 6_000
RARE_SOUND = 400
ENOUGH = 20.0
WIDEN_TOKENS = 8
PREFIX_TOKENS = 12
PREFIX_FROM = 3
MAX_TOKENS = 6
BATCH = 2_000
KEPT_BIRTHS = 40_000


class IndexCursor(Protocol):
    """The part of a DB-API cursor that is needed here."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Any: ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def fetchone(self) -> Any: ...


# ---- what is written for one person


def tokenise_names(record: CandidateRecord) -> str:
    """Return all words under which a person can be found, in a fixed order."""
    words: set[str] = set()
    for name, _ in record.names:
        bones = [consonant_key(token) for token in name]
        words.update(_pair(one, two) for one, two in combinations(bones, 2))
        words.update("9" + phonetic_key(token) for token in name)
        if record.birth:
            words.update(f"{bone}{record.birth.year}{record.sex}" for bone in bones)
    return " ".join(sorted(words))


def index_people(cursor: IndexCursor, people: Iterable[PersonNames]) -> int:
    """Put people in, or in again with what is now known of them; return how many."""
    source, done = iter(people), 0
    while batch := list(islice(source, BATCH)):
        latest = {person.rowid: person for person in batch}
        remove_people(cursor, latest)
        records = [_record(person) for person in latest.values()]
        cursor.executemany(_INSERT_PERSON, [_row(*pair) for pair in zip(latest.values(), records, strict=True)])
        cursor.executemany(_INSERT_WORDS, [(record.rowid, tokenise_names(record)) for record in records])
        counts = Counter(chain.from_iterable(_tokens_of(record) for record in records))
        cursor.executemany(_COUNT_TOKEN, [(token, phonetic_key(token), count) for token, count in counts.items()])
        done += len(records)
    return done


def remove_people(cursor: IndexCursor, rowids: Iterable[int]) -> int:
    """Remove people completely, names used by nobody else included; return how many were there."""
    records = list(_records(cursor, list(rowids)))
    if not records:
        return 0
    cursor.executemany(_DELETE_WORDS, [(record.rowid, tokenise_names(record)) for record in records])
    cursor.execute(_FLUSH_WORDS)
    cursor.executemany(_DELETE_PERSON, [(record.rowid,) for record in records])
    counts = Counter(chain.from_iterable(_tokens_of(record) for record in records))
    cursor.executemany(_UNCOUNT_TOKEN, [(count, token) for token, count in counts.items()])
    cursor.executemany(_FORGET_TOKEN, [(token,) for token in counts])
    return len(records)


def _tokens_of(record: CandidateRecord) -> set[str]:
    """Return the tokens that a person counts for; the empty one counts everybody."""
    return {token for name, _ in record.names for token in name} | {""}


def _pair(one: str, two: str) -> str:
    return f"{one}0{two}" if one <= two else f"{two}0{one}"


def _record(person: PersonNames) -> CandidateRecord:
    names = tuple(dict.fromkeys(_name(name) for name in person.names))
    return CandidateRecord(
        person.rowid, tuple(name for name in names if name[0]), person.birth, person.sex, person.country
    )


def _name(name: Name) -> tuple[tuple[str, ...], int]:
    given = split_name(name.given)
    return given + split_name(name.surnames), len(given)


def _row(person: PersonNames, record: CandidateRecord) -> tuple[int, bytes, str, str, str, str]:
    names = ";".join(" ".join(name[:given]) + "|" + " ".join(name[given:]) for name, given in record.names)
    birth = _written(record.birth) if record.birth else ""
    return person.rowid, person.person_id[:5], names, birth, record.sex, record.country or ""


def _written(birth: Birth) -> str:
    date = "-".join(f"{part:02d}" for part in (birth.year, birth.month, birth.day) if part is not None)
    return date + "~" if birth.estimated else date


def _read(row: tuple[int, str, str, str, str]) -> CandidateRecord:
    rowid, names, written, sex, country = row
    known = tuple(map(_read_name, names.split(";"))) if names else ()
    return CandidateRecord(rowid, known, _read_birth(written) if written else None, sex, country or None)


@lru_cache(KEPT_BIRTHS)
def _read_birth(written: str) -> Birth:
    year, month, day = (*map(int, written.rstrip("~").split("-")), None, None)[:3]
    assert year is not None
    return Birth(year, month, day, estimated=written[-1] == "~")


def _read_name(name: str) -> tuple[tuple[str, ...], int]:
    given, _, surnames = name.partition("|")
    first = tuple(given.split())
    return first + tuple(surnames.split()), len(first)


def _records(cursor: IndexCursor, rowids: list[int]) -> Iterator[CandidateRecord]:
    for at in range(0, len(rowids), BATCH):
        part = rowids[at : at + BATCH]
        yield from map(_read, cursor.execute(_FETCH.format(_marks(part)), part).fetchall())


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


# ---- what is asked


def search(cursor: IndexCursor, query: Query, limit: int = 10, hidden: Container[int] = ()) -> list[Match]:
    """Return the people most likely meant, best first; `hidden` rows are left out before anything is ranked."""
    if found := _by_code(cursor, query.text, hidden):
        return found[:limit]
    scorer = Scorer(query, _people(cursor), lambda asked: _count(cursor, list(asked)))
    if not scorer.asked:
        return []
    groups = _groups(cursor, scorer.asked, query.typing)
    scored = _score(cursor, scorer, _likely(cursor, groups, query, scorer), hidden, {})
    if max((score for score, _ in scored.values()), default=0.0) < ENOUGH:
        scored = _score(cursor, scorer, _alike(cursor, scorer.asked), hidden, scored)
    best = nlargest(limit, scored.items(), key=lambda item: (item[1][0], item[0]))
    return [scorer.match(record) for _, (_, record) in best]


def _by_code(cursor: IndexCursor, text: str, hidden: Container[int]) -> list[Match]:
    code = parse_short_code(text.strip())
    if code is None:
        return []
    rows = cursor.execute(_BY_CODE, (code,)).fetchall()
    return [Match(rowid, CODE_SCORE, True, ("code",)) for (rowid,) in rows if rowid not in hidden]


def _people(cursor: IndexCursor) -> int:
    row = cursor.execute(_PEOPLE).fetchone()
    return row[0] if row else 0


def _count(cursor: IndexCursor, asked: list[str]) -> dict[str, int]:
    return dict(cursor.execute(_TOKENS.format(_marks(asked)), asked).fetchall())


def _groups(cursor: IndexCursor, asked: tuple[str, ...], typing: bool) -> list[tuple[str, ...]]:
    """Return for each token of the query its possible spellings: itself, nicknames, and longer words it begins."""
    groups = [(token, *sorted(nickname_variants(token))) for token in asked[:MAX_TOKENS]]
    last = asked[-1]
    if typing and len(last) >= PREFIX_FROM and len(asked) <= MAX_TOKENS:
        longer = cursor.execute(_PREFIXED, (last, last, PREFIX_TOKENS)).fetchall()
        groups[-1] = tuple(dict.fromkeys(groups[-1] + tuple(token for (token,) in longer)))
    return groups


def _likely(cursor: IndexCursor, groups: list[tuple[str, ...]], query: Query, scorer: Scorer) -> list[int]:
    """Return the rows that share the rarest words with the query."""
    weights: dict[int, float] = defaultdict(float)
    people = _people(cursor) + 1
    bones = [tuple(dict.fromkeys(map(consonant_key, group))) for group in groups]
    for words in chain(_pair_words(bones), _year_words(bones, query)):
        _weigh(weights, people, _rows(cursor, _any(words), WORD_LIMIT))
    for words in _sound_words(groups):
        rows = _rows(cursor, _any(words), WORD_LIMIT if len(groups) == 1 else RARE_SOUND)
        if len(groups) == 1 or len(rows) < RARE_SOUND:
            _weigh(weights, people, rows)
    return [rowid for rowid, _ in nlargest(CANDIDATES, weights.items(), key=lambda item: (item[1], item[0]))]


def _rows(cursor: IndexCursor, expression: str, limit: int) -> list[tuple[int]]:
    """Return the newest rows that hold these words."""
    return cursor.execute(_FIND, (expression, limit)).fetchall()


def _any(words: Iterable[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def _weigh(weights: dict[int, float], people: int, rows: list[tuple[int]]) -> None:
    weight = log2(people / len(rows)) if rows else 0.0
    for (rowid,) in rows:
        weights[rowid] += weight


def _pair_words(bones: list[tuple[str, ...]]) -> Iterator[list[str]]:
    for ones, twos in combinations(bones, 2):
        yield sorted({_pair(one, two) for one in ones for two in twos})


def _year_words(bones: list[tuple[str, ...]], query: Query) -> Iterator[list[str]]:
    if not query.birth:
        return
    reach = 1 if query.birth.whole else 2
    sexes = (query.sex, "u") if query.sex and query.sex != "u" else ("f", "m", "x", "u")
    years = range(query.birth.year - reach, query.birth.year + reach + 1)
    for group in bones:
        yield [f"{bone}{year}{sex}" for bone in group for year in years for sex in sexes]


def _sound_words(groups: list[tuple[str, ...]]) -> Iterator[list[str]]:
    for group in groups:
        yield sorted({"9" + phonetic_key(token) for token in group})


def _alike(cursor: IndexCursor, asked: tuple[str, ...]) -> list[int]:
    """Return the rows in which at least two tokens sound nearly like two of the query."""
    vocabulary = [sound for (sound,) in cursor.execute(_VOCABULARY).fetchall()]
    groups = [_near(phonetic_key(token), vocabulary) for token in asked[:MAX_TOKENS]]
    rows: dict[int, None] = {}
    for pair in combinations(groups, 2) if len(groups) > 1 else [(groups[0],)]:
        if all(pair):
            found = _rows(cursor, " AND ".join(f"({group})" for group in pair), CANDIDATES)
            rows.update((rowid, None) for (rowid,) in found)
    return list(rows)


def _near(asked: str, vocabulary: list[str]) -> str:
    near = extract(asked, vocabulary, scorer=JaroWinkler.similarity, score_cutoff=MIN_SIMILARITY, limit=WIDEN_TOKENS)
    return _any("9" + found[0] for found in near)


def _score(
    cursor: IndexCursor,
    scorer: Scorer,
    rowids: list[int],
    hidden: Container[int],
    known: dict[int, tuple[float, CandidateRecord]],
) -> dict[int, tuple[float, CandidateRecord]]:
    new = [rowid for rowid in rowids if rowid not in known and rowid not in hidden]
    records = list(_records(cursor, new))
    scorer.learn(records)
    return known | {record.rowid: (scorer.score(record), record) for record in records}

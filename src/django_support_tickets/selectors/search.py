"""Searching tickets by words, on PostgreSQL with the indexes of ``models.words``.

No single plan is fast for every word there. Read in its order and tried ticket by ticket, a list
soon has its page full of a common word, and is read to its end for a rare one. The index has a
rare word at once, and of a common one half of the table. So the words are looked at first: one
that the head of the list often has is tried ticket by ticket; any other is looked up, and if the
index has few of it, the list is narrowed to those. If it has more, they are counted in the other
way: among the first that the index has.

To take a text apart costs ten times as much as to look for some letters in it. So where tickets are
tried one by one, only those texts are taken apart that have the word's letters somewhere.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull

from django_support_tickets.models import Message, Ticket
from django_support_tickets.models.words import TICKET_COLUMNS, TICKET_TEXT, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

MOST_WORDS = 8
LONGEST_WORD = 100  # characters; SQLite refuses patterns of more than 50000 bytes
HEAD = 100  # tickets at the beginning of the list that are tried
COMMON = 10  # of them have a common word
MOST_FOUND = 20_000  # tickets, and messages, that the index is asked for
MOST_COUNTED = 1_000  # tickets of which all words are common
# Where lower case is not the same everywhere: as two letters, or by the place in the word.
UNEQUAL = "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}Σσς"
SEPARATORS = str.maketrans(dict.fromkeys("-./_:+~@<>&\\", " "))
IN_TICKET, IN_MESSAGE = (WORDS % {"text": text} for text in (TICKET_TEXT, "message_text"))
QUERY = "to_tsquery('pg_catalog.simple'::regconfig, %s)"
# The tickets with a word: in themselves, or in a public message.
KEYS = f"""
ARRAY((SELECT id FROM support_tickets_ticket WHERE {IN_TICKET} @@ {QUERY} LIMIT {MOST_FOUND + 1})
    UNION ALL (SELECT ticket_id FROM support_tickets_message
               WHERE NOT is_internal AND {IN_MESSAGE} @@ {QUERY} LIMIT {MOST_FOUND + 1}))
"""  # noqa: S608 - the words are parameters
FEW = f"SELECT CASE WHEN cardinality(keys) <= {MOST_FOUND} THEN keys::text END FROM "  # noqa: S608


def search_words(text: str) -> list[str]:
    """Return the words to search for: the first eight, of up to 100 characters each.

    What has neither letter nor digit is no word.
    """
    words = (word[:LONGEST_WORD] for word in text.split())
    return [word for word in words if any(map(str.isalnum, word))][:MOST_WORDS]


def matching(tickets: QuerySet[Ticket], words: Sequence[str]) -> QuerySet[Ticket]:
    """Return tickets in which every word occurs: reference, title, customer or public messages.

    Notes are never searched, so that no hit can betray one. On PostgreSQL a word matches those
    that begin with it, and up to two queries are made here to choose the way; elsewhere it may be
    anywhere in the text.
    """
    if not words:
        return tickets
    if connections[tickets.db].vendor != "postgresql":
        return _by_pattern(tickets, words)
    in_head = _hits_in_head(tickets, words)
    uncommon = [word for word, hits in in_head.items() if hits < COMMON]
    few = _few_with(tickets.db, uncommon) if uncommon else {}
    for word in words:
        tickets = tickets.filter(IsAmong(F("pk"), Value(few[word])) if word in few else _has(word))
    if in_head and not few:
        # Kept on the query: the queryset forgets what it is given when it is narrowed further.
        tickets.query.asked_of_index = min(  # type: ignore[attr-defined]
            uncommon, key=in_head.__getitem__, default=""
        )
    return tickets


def most_counted(found: QuerySet[Any], most: int) -> int:
    """Return how many rows are counted at most: ``most``, or fewer if all words are common."""
    return most if _asked_of_index(found) is None else min(most, MOST_COUNTED)


def counted(found: QuerySet[Any], most: int) -> int:
    """Return the number of rows, at most ``most_counted``."""
    # Keys alone: what a list is annotated with would be worked out for every row counted.
    rows, most = found.order_by().values("pk"), most_counted(found, most)
    if _asked_of_index(found) and among_hits(rows)[:most].count() == most:
        return most
    return rows[:most].count()


def among_hits(found: QuerySet[Any]) -> QuerySet[Any]:
    """Return ``found``, but of common words only tickets that the index gives at once."""
    word = _asked_of_index(found)
    if not word:
        return found
    hits = RawSQL(KEYS, [_query(word)] * 2)  # noqa: S611 - the words are parameters
    return found.filter(IsAmong(F("pk"), hits))


def _asked_of_index(found: QuerySet[Any]) -> str | None:
    """Return, if all words are common, the least common that the index was asked for, or none.

    A word that the head of the list has is soon counted in the list itself.
    """
    return getattr(found.query, "asked_of_index", None)


def _by_pattern(tickets: QuerySet[Ticket], words: Sequence[str]) -> QuerySet[Ticket]:
    for word in words:
        tickets = tickets.filter(
            Q(reference__istartswith=word)
            | Q(title__icontains=word)
            | Q(customer_name__icontains=word)
            | Exists(_public_messages().filter(message_text__icontains=word))
        )
    return tickets


def _public_messages() -> QuerySet[Message]:
    return Message.objects.filter(ticket=OuterRef("pk"), is_internal=False)


def _has(word: str) -> Q:
    in_messages = _public_messages().filter(_is_in(["message_text"], word))
    # No EXISTS: PostgreSQL would rather make a hash of all messages that have the word.
    in_one = IsNull(Subquery(in_messages.order_by().values("pk")[:1]), False)  # noqa: FBT003 - Django's own
    return _is_in(TICKET_COLUMNS, word) | Q(in_one)


def _is_in(columns: Sequence[str], word: str) -> Q:
    has_word = HasWord(Words(*map(F, columns)), Query(Value(_query(word))))
    letters = Value(f"%{_letters_of(word)}%")
    return Q(HasLetters(Text(*map(F, columns)), letters)) & Q(has_word)


def _letters_of(word: str) -> str:
    """Return the longest part of a word that is there, in either case, in every text with it."""
    parts = ("".join(part) for is_plain, part in groupby(word, _is_plain) if is_plain)
    return max(parts, key=len, default="")


def _is_plain(sign: str) -> bool:
    return (sign.isalpha() and sign not in UNEQUAL) or (sign.isascii() and sign.isdigit())


def _query(word: str) -> str:
    """Return the word as PostgreSQL reads one: its parts in a row, the last only begun."""
    parts = word.replace("'", "''").translate(SEPARATORS).split()
    return " <-> ".join(f"'{part}'" for part in parts) + ":*"


def _hits_in_head(tickets: QuerySet[Ticket], words: Sequence[str]) -> dict[str, int]:
    """Return word -> how many of the newest tickets have it, up to ``COMMON``.

    Nothing, if there are few tickets.
    """
    head = tickets.order_by("-updated_at", "-id").values("pk")[:HEAD]
    newest = Ticket.objects.using(tickets.db).filter(pk__in=head).order_by()
    hits = [newest.filter(_has(word)).values_list(Value(word))[:COMMON] for word in words]
    found = Counter(newest.values_list(Value("")).union(*hits, all=True))
    return {word: found[word,] for word in words} if found["",] == HEAD else {}


def _few_with(using: str, words: Sequence[str]) -> dict[str, str]:
    """Return the keys of the tickets that have a word, as PostgreSQL writes an array of them.

    Words that more than ``MOST_FOUND`` tickets or messages have are left out.
    """
    lookups = " UNION ALL ".join([f"SELECT {KEYS}"] * len(words))
    queries = [_query(word) for word in words for _ in range(2)]
    with connections[using].cursor() as cursor:
        cursor.execute(f"{FEW} ({lookups}) AS found (keys)", queries)
        found = [keys for (keys,) in cursor.fetchall()]
    return {word: keys for word, keys in zip(words, found, strict=True) if keys is not None}


class Words(Func):
    """The words of some columns' text, as the indexes have them."""

    template = WORDS % {"text": "%(expressions)s"}
    arg_joiner = " || ' ' || "


class Text(Func):
    """Some columns' text as one."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "


class HasLetters(Func):
    """Whether a text has some letters, in whatever case."""

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " ILIKE "


class Query(Func):
    """What stands for a word in PostgreSQL's text search."""

    template = QUERY % "%(expressions)s"


class HasWord(Func):
    """Whether words are among them that a query wants."""

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " @@ "


class IsAmong(Func):
    """Whether a key is one of an array of keys, which is one parameter however many they are."""

    output_field = BooleanField()
    template = "%(expressions)s::uuid[])"
    arg_joiner = " = ANY("

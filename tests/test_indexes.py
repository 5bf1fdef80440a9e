"""Invariant 22: on PostgreSQL every list comes out of an index in its order, at any depth."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.factories import AgentFactory, PersonFactory, user_of

MADE, COPIES = 2_000, 9  # 20,000 tickets; nine of ten are copied by the database itself
TABLE = Ticket._meta.db_table
QUEUE = {
    "": "support_queue",
    "ordering=updated_at": "support_queue",
    "ordering=-created_at": "support_queue_created",
    "ordering=-priority": "support_queue_priority",
    "ordering=priority": "support_queue_priority",
    "status=open": "support_queue_status",
    "status=open&ordering=-priority": "support_queue_urgency",
    "status=open&priority=urgent": "support_queue_urgency",
    "assigned_agent=me&status=open": "support_queue_assignee",
    "assigned_agent=none&status=open": "support_queue_status",
    "category=billing&status=open": "support_queue_category",
    "customer={customer}": "support_by_customer",
}
OWN = {
    "": "support_own_updated",
    "ordering=updated_at": "support_own_updated",
    "ordering=-created_at": "support_own_created",
}
DEEP = ("-updated_at", "-created_at", "-priority", "priority")


def ticket(number: int, customer: Any, agent: Any) -> Ticket:
    """Return one of many tickets: nine of ten are closed, half of the open ones are nobody's."""
    at = timezone.now() - timedelta(minutes=MADE - number)
    is_closed = number % 10 != 0
    return Ticket(
        customer=customer,
        assigned_agent=None if number % 20 == 0 else agent,
        category="billing" if number // 10 % 25 == 0 else "general",
        priority=1 + number * 31 % 17 % 4,
        status="closed" if is_closed else "open",
        closed_at=at if is_closed else None,
        created_at=at,
        updated_at=at,
        public_updated_at=at,
    )


def copy_tickets() -> None:
    """Insert each ticket again several times, longer and longer ago."""
    columns = {field.column: field.column for field in Ticket._meta.concrete_fields}
    columns |= {"id": "gen_random_uuid()", "reference": "substr(md5(random()::text), 1, 12)"}
    for column in ("created_at", "updated_at", "public_updated_at"):
        columns[column] = f"{column} - copy * {MADE} * interval '1 minute'"
    names, values = ", ".join(columns), ", ".join(columns.values())
    copies = f"SELECT {values} FROM {TABLE}, generate_series(1, {COPIES}) AS copy"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({names}) {copies}")
        cursor.execute(f"ANALYZE {TABLE}")


def nodes_of(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes that find and order the rows, topmost first, but for the limit.

    What is looked up for each row that was found is no part of them.
    """
    below = [
        node
        for child in plan.get("Plans", [])
        if child["Parent Relationship"] not in {"SubPlan", "InitPlan"}
        for node in nodes_of(child)
    ]
    return below if plan["Node Type"] in {"Limit", "Result"} else [plan, *below]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are read on PostgreSQL only")
class TestPlans(TestCase):
    """A test case and no function, for the sake of rows that all tests share."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.customers = PersonFactory.create_batch(20)
        cls.agents = AgentFactory.create_batch(20)
        Ticket.objects.bulk_create(
            (ticket(n, cls.customers[n % 20], cls.agents[n // 20 % 20]) for n in range(MADE)),
        )
        copy_tickets()

    def read(self, person: Any, query: str) -> tuple[list[dict[str, Any]], Any]:
        """Return the plan by which a list was read, and the answer."""
        client = APIClient()
        client.force_authenticate(user_of(person))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/api/support/tickets/?{query}").json()
        (statement,) = (q["sql"] for q in queries if "ORDER BY" in q["sql"] and TABLE in q["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
            (plan,) = cursor.fetchone()
        plan = plan if isinstance(plan, list) else json.loads(plan)
        return nodes_of(plan[0]["Plan"]), answer

    def assert_index(self, person: Any, query: str, index: str) -> Any:
        """Check that the list came out of this index and nothing else, and return it."""
        nodes, answer = self.read(person, query)
        found = [(node["Node Type"], node.get("Index Name")) for node in nodes]
        assert found == [("Index Scan", index)], query
        # half of the open tickets are nobody's; nothing else may be read in vain
        skipped = nodes[0].get("Rows Removed by Filter", 0)
        assert skipped <= len(answer["results"]) * 2, query
        assert len(answer["results"]) >= 10
        return answer

    def test_every_list_of_the_queue_has_its_index(self) -> None:
        for query, index in QUEUE.items():
            asked = query.format(customer=self.customers[0].pk)
            for page in ("page=1", "cursor="):
                self.assert_index(self.agents[0], f"{asked}&{page}", index)

    def test_a_customers_lists_have_their_indexes(self) -> None:
        for query, index in OWN.items():
            for page in ("page=1", "cursor="):
                self.assert_index(self.customers[0], f"{query}&{page}", index)

    def test_a_deep_page_by_cursor_reads_no_more_than_the_first(self) -> None:
        for order in DEEP:
            index = QUEUE.get(f"ordering={order}", "support_queue")
            query = f"page_size=100&ordering={order}&cursor="
            for _ in range(8):
                query = urlsplit(self.assert_index(self.agents[0], query, index)["next"]).query
            nodes, _ = self.read(self.agents[0], query)
            assert nodes[0].get("Rows Removed by Filter", 0) == 0, order

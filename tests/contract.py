"""The published contract, docs/reference/openapi.yaml, as a judge of real answers."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

yaml = pytest.importorskip("yaml", reason="drf-spectacular is not installed")
jsonschema = pytest.importorskip("jsonschema", reason="drf-spectacular is not installed")

GOLDEN = Path(__file__).parent.parent / "docs" / "reference" / "openapi.yaml"
CONTRACT: dict[str, Any] = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
FORMATS = jsonschema.FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: Any) -> bool:
    if not isinstance(value, str):
        return True  # not a matter of format
    # Python 3.10 does not read the Z.
    return datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None


class Operation(NamedTuple):
    """One call of the contract."""

    name: str
    method: str
    path: str
    described: dict[str, Any]

    def takes(self, content_type: str) -> bool:
        return content_type in self.described.get("requestBody", {}).get("content", {})

    def judge_body(self, body: Any) -> None:
        """Raise ``ValidationError`` unless the JSON body is one of the contract."""
        _judge(
            self.described["requestBody"]["content"]["application/json"]["schema"],
            body,
            written=True,
        )

    def judge(self, response: Any) -> None:
        """Raise unless the answer is, to its last field and header, what the contract says."""
        described = self.described["responses"][str(response.status_code)]
        missing = set(described.get("headers", ())) - set(response.headers)
        assert not missing, f"{self.name}: no header {missing}"
        content = described.get("content")
        if content is None:
            assert not response.content
        elif "application/json" in content:
            _judge(content["application/json"]["schema"], response.json())
        else:
            assert b"".join(response)


OPERATIONS = {
    described["operationId"]: Operation(described["operationId"], method, path, described)
    for path, methods in CONTRACT["paths"].items()
    for method, described in methods.items()
}


def _as_json_schema(node: Any, *, written: bool = False) -> Any:
    """Return OpenAPI 3.0 as JSON Schema that allows no field but those it names.

    What is read-only belongs to answers; in what is ``written`` it has no place.
    """
    if isinstance(node, list):
        return [_as_json_schema(item, written=written) for item in node]
    if not isinstance(node, dict):
        return node
    nullable = node.get("nullable") is True
    schema = {key: _as_json_schema(value, written=written) for key, value in node.items()}
    if isinstance(schema.get("properties"), dict):
        fields = schema["properties"]
        if written:
            schema["properties"] = {n: f for n, f in fields.items() if "readOnly" not in f}
            schema["required"] = [
                n for n in schema.get("required", ()) if n in schema["properties"]
            ]
        schema.setdefault("additionalProperties", False)
    return {"anyOf": [schema, {"type": "null"}]} if nullable else schema


COMPONENTS = {
    written: _as_json_schema(CONTRACT["components"], written=written) for written in (False, True)
}


def _judge(schema: dict[str, Any], value: Any, *, written: bool = False) -> None:
    whole = {**_as_json_schema(schema), "components": COMPONENTS[written]}
    jsonschema.Draft202012Validator(whole, format_checker=FORMATS).validate(value)

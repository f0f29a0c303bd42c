"""Verdicts, evidence and bodies in the API: as the description says."""

from jsonschema import Draft202012Validator

from scripts.api.record_schemas import record_schemas
from scripts.core.model import Body, Evidence, Responsibility
from scripts.downloads.json_records import body_record, evidence_record


def errors(name, record):
    schema = {
        "$ref": f"#/components/schemas/{name}",
        "components": {"schemas": record_schemas()},
    }
    return [one.message for one in Draft202012Validator(schema).iter_errors(record)]


def test_a_body_that_leads_and_a_statement_are_as_described():
    body = Body(row=2, body_id="transport", name_zh="交通局", name_en="Transport")
    lead = Responsibility(row=2, target_id="t", body_id="transport", role="lead", source_id="s")
    assert errors("ResponsibleBody", body_record(body, lead)) == []
    stated = Evidence(
        row=2, evidence_id="e", target_id="t", date="2025-06", finding="done",
        statement_zh="建成。", statement_en="Built.", source_id="s",
    )  # fmt: skip
    assert errors("Evidence", evidence_record(stated)) == []
    assert errors("Evidence", {**evidence_record(stated), "date": None})

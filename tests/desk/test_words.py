"""Every code that others rely on has a sentence, and every refusal a cure."""

import pytest

from devswap.desk import limits
from devswap.desk.words import reply

CODES = {
    "accepted": """recipient_known old_known new_known swap_recorded intake_recorded issue_recorded intake_withdrawn
        issue_returned exemption_granted cancelled signed_in signed_out
        move_begun count_begun device_scanned move_sent move_received count_recorded note_recorded""",
    "refused": """no_entitlement already_taken_in already_issued not_in_stock not_stocked_here wrong_category own_swap
        held too_soon entitlement_of_another entitlement_elsewhere entitlement_frozen exemption_expired
        too_late_to_withdraw not_signed_in not_recorded not_in_custody""",
    "ask": """unknown_old_device device_of_another out_of_scope recipient_over_limit old_left_over checks_missing
        ambiguous typed_identifier scan_to_undo needs_supervisor visit_left_open""",
    "told": "not_an_identity unknown_scan damaged_scan same_scan_again recipient_changed",
}


@pytest.mark.parametrize(("verdict", "code"), [(v, c) for v, codes in CODES.items() for c in codes.split()])
def test_every_code_of_the_contract_is_said_in_words(verdict: str, code: str) -> None:
    said = reply(
        verdict,
        code,
        called="5CG7290HTW",
        then="Scan the next.",
        answer="CONFIRM.",
        what="the disk is full",
        cure="Ask.",
    )  # type: ignore[arg-type]
    assert said.message
    assert "{" not in said.message + said.next
    if verdict in ("refused", "ask"):
        assert said.next, "what stops an engineer ends with the cure"


def test_a_scan_in_a_sentence_is_never_a_template() -> None:
    assert "{who}" in reply("told", "unknown_scan", called="{who}").message


def test_what_puts_a_new_device_back_has_words_for_every_limit() -> None:
    for code in (limits.CODE, limits.LATE):
        said = reply("refused", code, who="R. Okafor", called="5CG2411RVD", what="laptop")
        assert "R. Okafor" in said.message

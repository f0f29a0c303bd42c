"""Text of a request for government information, as the regulation asks for it.

Source of the rules: 《中华人民共和国政府信息公开条例》 as revised in 2019, Article 27 (the right to
apply), Article 29 (what an application says), Article 33 (an answer within 20 working days).
"""

from __future__ import annotations

REGULATION = "《中华人民共和国政府信息公开条例》"


def render_request(recipient: str, report: str, promise: str, due: int) -> tuple[str, ...]:
    """A request in Chinese, a line each.

    Args:
        recipient: the body that is asked.
        report: the title of the report that makes the promise.
        promise: its words as printed, or in one line where no text is at hand.
        due: the year by which it is due.
    """
    return (
        f"致：{recipient}（政府信息公开工作机构）",
        "申请人：（姓名或者名称、身份证明、联系方式）",
        f"依据：{REGULATION}第二十七条、第二十九条。",
        (
            f"申请公开的政府信息：{report}提出“{promise}”。请公开这一项截至 {due} 年底的完成情况"
            f"（有数字的，请公开 {due} 年全年数及其统计口径）。"
        ),
        "形式要求：电子文本，发送到上述联系方式。",
        (
            "答复期限：依据该条例第三十三条，能够当场答复的当场答复；不能当场答复的，"
            "自收到申请之日起 20 个工作日内答复；需要延长的，经批准并告知申请人，"
            "延长最长不超过 20 个工作日。"
        ),
    )

"""What a text says of its own source: labels on lines of their own, or several on one line."""

import pytest

from scripts.text.front_matter import describe_itself


@pytest.mark.parametrize(
    ("text", "url", "publisher", "published"),
    [
        ("来源：某某日报\n时间：2025年1月3日\n网址：https://a.org/c\n",
         "https://a.org/c", "某某日报", "2025-01-03"),
        ("报告\n发布时间：2025-01-20 08:30  来源：市政府办公室 浏览次数：12\n",
         "", "市政府办公室", "2025-01-20"),
        ("报告\n[发布时间：2025-02-01] [来源：某县人民政府] 【打印】\n",
         "", "某县人民政府", "2025-02-01"),
        ("来源：https://b.org/a.html 时间：2025-01-02\n",
         "https://b.org/a.html", "b.org", "2025-01-02"),
        ("---\nsource:\n- https://b.org/a.html\n- https://c.org/\ntitle: 报告\n---\n",
         "https://b.org/a.html", "b.org", ""),
        ("来源：\n时间：2025-1-2\n", "", "", "2025-01-02"),
        ("拓宽收入来源：没有\n", "", "", ""),
    ],
)  # fmt: skip
def test_labels_are_read(text, url, publisher, published):
    itself = describe_itself(text)
    assert (itself.url, itself.publisher, itself.published) == (url, publisher, published)

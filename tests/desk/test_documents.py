"""Reports as people hand them over: Word, PDF, GBK, UTF-16; the original kept beside."""

import json
import zipfile

import pytest

from scripts.build.site import build_site
from scripts.core.files import read_tree
from scripts.desk.documents import NoTextError, read_document
from tests.build.test_build import run_task

PARAGRAPHS = (
    "某市政府工作报告",
    "二、2025年工作安排",
    (
        "今年经济社会发展的主要预期目标是：地区生产总值增长5.5%左右，粮食产量稳定在225.5万吨以上，城镇新增就业"
        "4.5万人，居民消费价格涨幅2%左右，城镇调查失业率5.5%左右，固定资产投资增长8%，进出口稳中提质。"
    ),
    "新建幼儿园12所。",
)
TEXT = "\n\n".join(PARAGRAPHS) + "\n"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_word(path):
    """The least that is a Word document."""
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in PARAGRAPHS)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Override '
        f'PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5hkscs"])
def test_a_text_in_any_chinese_encoding_is_read(tmp_path, encoding):
    path = tmp_path / "报告.txt"
    said = (
        TEXT
        if encoding != "big5hkscs"
        else "市政府工作報告\n\n地區生產總值增長百分之五左右。\n" * 9
    )
    path.write_bytes(said.replace("\n", "\r\n").encode(encoding))
    assert read_document(path) == said


def test_the_paragraphs_of_a_word_document_are_read(tmp_path):
    assert read_document(write_word(tmp_path / "报告.docx")) == TEXT


@pytest.mark.browser
def test_lines_of_a_pdf_are_joined_to_paragraphs_and_figures_stay_whole(tmp_path, browser):
    path = tmp_path / "报告.pdf"
    page = browser.new_page()
    shown = "".join(f"<p style='text-indent:2em'>{one}</p>" for one in PARAGRAPHS)
    page.set_content(f"<html lang=zh><body style='font-size:16pt'>{shown}</body></html>")
    footer = "<p style='font-size:9pt;width:100%;text-align:center' class=pageNumber></p>"
    page.pdf(path=path, display_header_footer=True, header_template="<p></p>",
             footer_template=footer, margin={"top": "2cm", "bottom": "2cm"})  # fmt: skip
    page.close()
    assert read_document(path) == TEXT


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", b"\xd0\xcf", ".docx"),
        ("a.docx", b"PK", "a.docx"),
        ("a.pdf", b"%PDF-1.4", "a.pdf"),
        ("a.txt", bytes(range(128, 256)) * 40, "a.txt"),
        ("a.txt", "粮食产量$1.$2万吨".encode(), "$1"),
        ("a.txt", b" \n", "a.txt"),
    ],
)
def test_what_holds_no_text_is_said(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NoTextError) as caught:
        read_document(tmp_path / name)
    assert said in str(caught.value)


def test_a_word_report_becomes_a_document_and_its_original_is_kept_and_not_published(project):
    path = write_word(project.root / "报告.docx")
    added = run_task(
        project, "new-report", "pingdingshan", "2027", "--text", str(path), "--issuer", "市政府"
    )
    assert added.returncode == 0, added.stderr
    assert "originals/2027.docx" in added.stdout
    folder = project.datasets / "pingdingshan"
    assert (folder / "documents/2027.md").read_text(encoding="utf-8") == TEXT
    assert (folder / "originals/2027.docx").read_bytes() == path.read_bytes()
    listed = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert not any("originals" in str(one["path"]) for one in listed)
    drafted = run_task(project, "draft", "pingdingshan", "2027", "--write")
    assert "225.5" in drafted.stdout, drafted.stderr
    result = build_site(project, quiet=True)
    assert not result.findings, result.findings
    assert not any(
        "originals" in name or name.endswith(".docx") for name in read_tree(project.output)
    )


def test_a_plain_text_needs_no_original(project):
    path = project.root / "报告.txt"
    path.write_text(TEXT, encoding="utf-8")
    run_task(project, "new-report", "pingdingshan", "2027", "--text", str(path))
    assert not (project.datasets / "pingdingshan/originals").exists()
    refused = run_task(project, "new-report", "pingdingshan", "2028", "--text", str(project.output))
    assert refused.returncode == 2

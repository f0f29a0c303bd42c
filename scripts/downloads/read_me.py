"""README.txt beside the tables of a part of a package: Chinese, then English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scripts.core.archives import CHECKSUMS
from scripts.core.model import LANGUAGES, Bilingual, Language
from scripts.downloads.subset import Subset
from scripts.package.credits import licence_line
from scripts.package.raw import DESCRIPTOR, RawPackage, resources
from scripts.words.addresses import package_file

_ROWS = Bilingual(zh="行", en="rows")
_DESCRIPTOR = Bilingual(
    zh="各表各列的说明（Data Package）", en="what each table and column is (Data Package)"
)
_CHECKSUMS = Bilingual(zh="校验值", en="checksums")
_TEXT = Bilingual(
    zh="报告原文（{document}）在整份报告的压缩包 {report}.zip 里；位置按原文计。",
    en="The text ({document}) is in the zip of the report, {report}.zip; offsets count it.",
)
_CHECK = Bilingual(
    zh="核对：frictionless validate datapackage.json；sha256sum --check SHA256SUMS",
    en="To check: frictionless validate datapackage.json; sha256sum --check SHA256SUMS",
)
_ADDRESSES = Bilingual(
    zh="网页：{page}；整个数据包：{whole}（都是网站内的地址）",
    en="Page: {page}; the whole package: {whole} (addresses within the site)",
)
_LICENCE = Bilingual(zh="许可：{licence}", en="Licence: {licence}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMe:
    """What is told of a part of a package; `paths` are the files that it holds."""

    raw: RawPackage = field(repr=False)
    subset: Subset
    title: Bilingual
    description: Bilingual
    page: str
    paths: frozenset[str]

    def render(self) -> str:
        """The text, in both languages."""
        return "\n\n".join("".join(f"{line}\n" for line in self._lines(one)) for one in LANGUAGES)

    def _lines(self, language: Language) -> Iterator[str]:
        subset, name = self.subset, self.raw.name
        yield from (self.title[language], "", self.description[language], "")
        counts = {self.raw.table_path(table): len(rows) for table, rows in subset.rows.items()}
        for resource in resources(self.raw.descriptor):
            if (path := resource.get("path")) in self.paths:
                count = counts.get(str(path))
                rows = "" if count is None else f"  {count} {_ROWS[language]}"
                yield f"{path}  {_title(resource, language)}{rows}"
        yield from (
            f"{DESCRIPTOR}  {_DESCRIPTOR[language]}",
            f"{CHECKSUMS}  {_CHECKSUMS[language]}",
            "",
        )
        document = subset.report.document
        if document is not None and document not in self.paths:
            yield _TEXT[language].format(document=document, report=subset.report.report_id)
        yield _CHECK[language]
        whole = package_file(name, f"{name}.zip")
        yield _ADDRESSES[language].format(page=self.page, whole=whole)
        yield _LICENCE[language].format(licence=licence_line(self.raw.descriptor))


def _title(resource: Mapping[str, object], language: Language) -> str:
    title = str(resource.get("title") or resource.get("name") or "")
    return str(resource.get("title_en") or title) if language == "en" else title

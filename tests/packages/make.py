"""Packages made for the tests: every shape that the standard allows, and a hostile one."""

import gzip
import json
from pathlib import Path

SCRIPT = "<script>alert(1)</script>"


def write_package(folder: Path, descriptor: object, files: dict[str, str | bytes]) -> Path:
    """A package's folder with its descriptor and files."""
    for path, data in {**files, "datapackage.json": json.dumps(descriptor)}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def write_hostile(folder: Path) -> Path:
    """Everything that a stranger could try in a descriptor, a name, a path and a cell."""
    descriptor = {
        "name": folder.name,
        "title": f"{SCRIPT}\"'>\n{{{{7*7}}}} {{% x %}}",
        "description": f"{SCRIPT} <img src=x onerror=alert(1)> [a](javascript:alert(1)) "
        "[inside](../../x/) ![far](http://far.example/x.png)\n\n# Head\n\n"
        "<iframe src='http://far.example'></iframe> {#main} <p id=main onclick=alert(1)>p</p>",
        "homepage": "javascript:alert(1)",
        "profile": "http://far.example/profile.json",
        "licenses": [{"name": SCRIPT, "path": "javascript:alert(2)"}],
        "sources": [{"title": SCRIPT, "path": "data:text/html,x"}],
        "contributors": [{"title": SCRIPT, "path": "javascript:1"}],
        "keywords": [SCRIPT],
        "resources": [
            {
                "name": 'we"ird\nname/../x',
                "path": "data/a.csv",
                "title": SCRIPT,
                "description": SCRIPT,
                "schema": {
                    "fields": [
                        {"name": "=cmd|x", "type": "string", "title": SCRIPT},
                        {"name": 'a"b\nc', "type": "string", "description": SCRIPT},
                        {"name": "n", "type": "number"},
                    ]
                },
            },
            {"name": "up", "path": "../../secret.csv"},
            {"name": "root", "path": "/etc/passwd"},
            {"name": "page", "path": "evil.html"},
            {"name": "index", "path": "index.html"},
            {"name": "drawing", "path": "x.svg"},
            {"name": "far", "path": "http://far.example/a.csv"},
            {"name": "script", "path": "javascript://x/%0aalert(1)"},
            {"name": "file", "path": "file:///etc/passwd"},
            {"name": "big", "path": "big.csv"},
            {"name": "bomb", "path": "bomb.csv.gz"},
            {"name": "latest", "path": "latest/index.txt"},
            {"name": "far-schema", "path": "big.csv", "schema": "http://far.example/s.json"},
        ],
    }
    cells = (
        '=cmd|x,"a""b\nc",n\n'
        f'"=HYPERLINK(""http://far.example"")",{SCRIPT},1\n'
        '@SUM(1),"+1",-2\n\x01\x02,\u202ex,3\n'
    )
    files: dict[str, str | bytes] = {
        "data/a.csv": cells,
        "evil.html": SCRIPT,
        "index.html": SCRIPT,
        "x.svg": f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>",
        "big.csv": "a,b\n" + "x" * 2_000_000 + ",1\n",
        "bomb.csv.gz": gzip.compress(b"a,b\n" + b"1,2\n" * 5_000_000, mtime=0),
        "latest/index.txt": "mine",
    }
    return write_package(folder, descriptor, files)


def write_shapes(datasets: Path) -> None:
    """One package of each shape that a table can have."""
    write_package(
        datasets / "semicolons",
        {
            "name": "semicolons",
            "title": "分号与国标编码",
            "licenses": [
                {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}
            ],
            "resources": [
                {
                    "name": "output",
                    "path": "产量.csv",
                    "encoding": "gb18030",
                    "dialect": {"delimiter": ";"},
                    "schema": {
                        "missingValues": ["", "无"],
                        "fields": [
                            {"name": "区县", "type": "string"},
                            {"name": "年份", "type": "year"},
                            {
                                "name": "产量",
                                "type": "number",
                                "decimalChar": ",",
                                "groupChar": ".",
                                "description": "粮食产量",
                                "unit": "吨",
                            },
                        ],
                    },
                }
            ],
        },
        {
            "产量.csv": "区县;年份;产量\n湛河区;2020;1.234,5\n湛河区;2021;无\n"
            "湛河区;2022;1.300,0\n湛河区;2023;1.400,0\n".encode("gb18030")
        },
    )
    write_package(
        datasets / "several",
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "title": "Several *kinds* of resources",
            "description": "With **emphasis** and a [link](https://example.org/).",
            "resources": [
                {
                    "name": "countries",
                    "type": "table",
                    "path": "countries.csv",
                    "schema": {
                        "primaryKey": "code",
                        "fields": [
                            {"name": "code", "type": "string"},
                            {
                                "name": "name",
                                "type": "string",
                                "constraints": {"required": True, "maxLength": 20},
                            },
                        ],
                    },
                },
                {
                    "name": "values",
                    "type": "table",
                    "path": "values.tsv",
                    "format": "tsv",
                    "schema": "values.schema.json",
                },
                {
                    "name": "inline",
                    "data": [{"a": 1, "b": "x", "c": 1.5}, {"a": 2, "b": None, "c": 2.25}],
                },
                {
                    "name": "parts",
                    "path": ["part-1.csv", "part-2.csv"],
                    "schema": {
                        "fields": [
                            {"name": "id", "type": "integer"},
                            {"name": "t", "type": "string"},
                        ]
                    },
                },
                {"name": "map", "path": "map.geojson", "format": "geojson"},
                {"name": "far", "path": "https://example.org/far.csv", "title": "Far away"},
            ],
        },
        {
            "countries.csv": "code,name\nCN,中国\nFR,France\n",
            "values.tsv": "code\tday\tv\tok\nCN\t2020-01-01\t5\ttrue\nFR\t2021-01-01\t6\tfalse\n"
            "FR\t2022-01-01\t7\tfalse\n",
            "values.schema.json": json.dumps(
                {
                    "foreignKeys": [
                        {
                            "fields": "code",
                            "reference": {"resource": "countries", "fields": "code"},
                        }
                    ],
                    "fields": [
                        {"name": "code", "type": "string"},
                        {"name": "day", "type": "date"},
                        {"name": "v", "type": "integer"},
                        {"name": "ok", "type": "boolean"},
                    ],
                }
            ),
            "part-1.csv": "id,t\n1,a\n",
            "part-2.csv": "id,t\n2,b\n3,c\n",
            "map.geojson": '{"type": "FeatureCollection", "features": []}',
        },
    )
    wide = [",".join(f"c{n}" for n in range(200))]
    wide += [",".join(str(n * row) for n in range(200)) for row in range(120)]
    write_package(
        datasets / "wide",
        {"name": "wide", "resources": [{"name": "wide", "path": "wide.csv"}]},
        {"wide.csv": "\n".join(wide) + "\n"},
    )
    write_package(
        datasets / "faulty",
        {
            "name": "faulty",
            "title": "Faulty",
            "resources": [
                {
                    "name": "t",
                    "path": "t.csv",
                    "schema": {
                        "fields": [
                            {"name": "n", "type": "integer"},
                            {"name": "d", "type": "date", "format": "fmt:%d.%m.%Y"},
                        ]
                    },
                }
            ],
        },
        {"t.csv": "n,d\n1,01.02.2020\nabout 2,02.02.2020,surplus\n3\n"},
    )
    folder = datasets / "headless"
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text("{oops")

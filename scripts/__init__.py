"""From a folder of CSVs to a published site. Rooms are folders; each imports only those below it.

    commands       the tasks by name: parse, call, print, exit code; `serve`
    desk           a maintainer's tools: draft, Excel, observe, links, new place, release
    build          the order of the steps, reuse between builds, the Pelican plugin, the swap
    publish        hooks of a bare repository, receive, releases, rollback
    pages          a place or a package -> Markdown pages and what they offer, a file a page kind
    theme_support  what templates need: Markdown, filters, translations
    api            the same facts as JSON for programs, and their OpenAPI description
    downloads      CSV, JSON, XLSX, Parquet, SQLite, zip, a file a format
    charts         series -> geometry -> SVG and PNG
    linked_data    DCAT, schema.org, signposts
    feeds          Atom
    audit          derives every published figure again, from the bare files
    verify         the built site: links, anchors, structure, budgets; the search index
    versions       releases, differences, semantic versions, change lists
    checks         tables -> findings: stock Frictionless, then our own rules
    derive         verdicts and their arithmetic, series, history
    package        a folder -> tables -> typed rows; descriptor, vocabulary
    text           quantities in prose; headings, sentences, numerals of a report
    words          numbers, units, dates, addresses, in both languages
    core           model, findings, errors, files

The way of a value: `package.read` -> `checks` -> `derive` -> `pages` -> Pelican with `theme/` ->
`output/`. `tests/test_architecture.py` holds the rooms to this order.
"""

import gc

# To load modules and to render makes few cycles, and much that lives short or for ever: to look for
# cycles as often as Python does is no use.
gc.set_threshold(100_000, 50, 100)

"""From a folder of CSVs to a published site, in one direction.

    read        a package's folder -> tables of text -> a typed `model.Place`
    checks      tables and place -> findings (stock Frictionless, then our own rules)
    derive      place -> statuses, series, and who is linked to whom (`derived.Edition`)
    pages       edition -> Markdown pages and their view data, in each language
    history     edition -> what happened on which day, statuses included
    charts      series -> SVG; `cards` the same for what is passed on
    downloads   edition -> the files that a reader can take away
    api         edition -> the same facts as JSON files for programs, and their OpenAPI description
    pictures    SVG -> PNG, from masks of our own font
    look        one page -> HTML: its Markdown and its view through the theme
    generator   Pelican's plugin: pages about the whole site and updates -> HTML; `feeds` -> Atom
    search_index  the built pages -> the full-text index, by Pagefind
    verify      the built site -> findings, without importing what made it
    provenance  what the site was built from, as `build.json`; `signing` signs the checksums
    compressed  texts -> their `.gz` and `.br`, for what goes live
    placing     the built site -> `output/`, in one step, by one build at a time
    build       the whole from its beginning to its end; `site_build` has the stages in order

The site is made of parts (`parts`): a few files that follow from a few inputs, used again as long
as the inputs are the same and `site_tree` finds the files as they were written. A package is the
unit of work: `package_work` prepares it (`package_prepared`) and makes its parts in batches
(`package_maker`), its released versions among them (`package_past`); `package_head` puts them
together and is all that later builds read of a package that has not changed. `workers` do this on
every core (`cores`), `cluster` and `away` on other machines; `site_maker` makes what the site has
beside its packages from what each of them tells (`site_work`).

What else a build need not make again: `kept` has the results of pure functions under the hash of
their inputs, `last_build` knows whether anything changed at all. `folders` says where a build reads
and writes, `decisions` what becomes of a package with findings.

Anybody can hold a published site against the packages: `proof` derives every figure again from
the bare CSV files and reads the site's own files back; `proving` hands it both.

Publishing stands beside it: `hooks` makes a bare repository run `receive` at each push, which
builds the pushed commit and puts it live through `releases`.

Beside it too, run by a person and never by a build: `links` asks whether the addresses of sources
still open; `supply` tells what the project is made from.

Git is asked by `repository`. Disk is read by `read`, `vocabulary` and `catalogue` and written by
`files`; `serve`, `schemas` and `browser` are tools beside the pipeline.

What stages share: `model` and `findings` (plain types), `mishaps` (what stops a build from
outside), `addresses` (every address of the site),
`json_text` (JSON as it is published), `archives` and `workbooks` (bytes without a clock),
`wording` (numbers, units and statements in both languages), `periods`, and the two small languages:
`quantities` (with `units`, `scales`, `chinese_numbers`) for what official prose promises, and
`source_text` (with `headings`, `numerals_in_text`) for where it stands. A stage imports these and
only the stages before it; `tests/test_architecture.py` keeps it so.
"""

import gc

# To load modules and to render makes few cycles, and much that lives short or for ever: to look for
# cycles as often as Python does is no use.
gc.set_threshold(100_000, 50, 100)

"""From a folder of CSVs to a published site, in one direction.

    read        a package's folder -> tables of text -> a typed `model.Place`
    checks      tables and place -> findings (stock Frictionless, then our own rules)
    derive      place -> statuses, series, and who is linked to whom (`derived.Edition`)
    pages       edition -> Markdown pages and their view data, in each language
    charts      series -> SVG
    downloads   edition -> the files that a reader can take away
    generator   Pelican's plugin: Markdown pages + theme -> HTML
    verify      the built site -> findings, without importing what made it
    build       the order of the stages; with `files` and `read` the only place that touches disk

`model` and `findings` import nothing of ours and everybody may import them. A stage never
imports another stage; `tests/test_architecture.py` keeps it so.
"""

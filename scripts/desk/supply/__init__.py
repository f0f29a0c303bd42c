"""What the project is made from, told from `requirements.lock` and installed metadata.

    locked     the lock file's text -> packages with versions, hashes and who needs them
    licences   installed metadata -> each package's licence; `docs/licences.md` and back
    bill       packages and licences -> a bill of materials in CycloneDX 1.6
    advisories the answers of pip-audit -> which locked packages have known vulnerabilities

Nothing here is needed to build the site.
"""

"""The site's identity; the pages come from `scripts/`, their looks from `theme/`."""

import os

from jinja2 import StrictUndefined

SITEURL = os.environ.get("SITE_URL", "http://localhost:8000")
SITENAME = "承诺台账"
SITE = {
    "titles": {"zh": "承诺台账", "en": "The Promise Ledger"},
    "taglines": {
        "zh": "政府工作报告里的每一个数字，都有出处、有去向",
        "en": "Every number in a government work report, traced and followed",
    },
    "publishers": {"zh": "承诺台账项目", "en": "The Promise Ledger project"},
    "contact": os.environ.get("SITE_CONTACT", ""),
}

PACKAGES_WITH_FINDINGS = {"*": "publish"}
"""By package, or `*` for all others, what becomes of one that is no place and has findings:
`publish` (as it is, the findings on its page), `skip` it, or let the build `fail`."""

PATH = "content"
THEME = "theme"
OUTPUT_PATH = "output"
DELETE_OUTPUT_DIRECTORY = False
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
LOCALE = ("C.UTF-8", "en_US.UTF-8", "")

PLUGINS = ["scripts.build.plugin"]
SITE_GENERATED = "generated/pages"
SITE_FILE = "generated/site.json"
SITE_PAGES = "pages"

ARTICLE_PATHS = ["updates"]
ARTICLE_URL = "updates/{slug}/"
ARTICLE_LANG_URL = "{lang}/updates/{slug}/"
ARTICLE_SAVE_AS = ""
ARTICLE_LANG_SAVE_AS = ""
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
TAG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = ""
DEFAULT_CATEGORY = "updates"
USE_FOLDER_AS_CATEGORY = False
SLUGIFY_SOURCE = "basename"
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>[^.]+)(?:\.(?P<lang>en))?"

FEED_DOMAIN = SITEURL
FEED_ALL_ATOM = "feeds/updates.xml"
TRANSLATION_FEED_ATOM = "feeds/updates-{lang}.xml"
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TAG_FEED_ATOM = None

READERS = {"rst": None, "html": None}  # updates are Markdown
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
}

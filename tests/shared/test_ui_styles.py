import gzip
from pathlib import Path

import pytest
from django.conf import settings

from involvement.shared.ui import styles


def test_left_and_right_trade_places_for_right_to_left():
    style = ".a{margin-left:5px;padding:1px 2px 3px 4px}.b{float:right;left:0;text-align:left}"

    assert styles.mirrored(style) == (
        ".a{margin-right:5px;padding:1px 4px 3px 2px}.b{float:left;right:0;text-align:right}"
    )


def test_class_names_and_logical_properties_are_left_alone():
    style = ".x-left{margin-inline-start:1px}.text-right,.float-left .y{color:red}"

    assert styles.mirrored(style) == style


def test_rules_beside_each_other_stay_apart():
    style = ".a{margin:0}.b{padding:0 1px}.c{margin:1px 2px 3px 4px !important}"

    assert styles.mirrored(style) == ".a{margin:0}.b{padding:0 1px}.c{margin:1px 4px 3px 2px !important}"


def test_modules_become_one_script():
    first = "/* long\nwords */\nfunction one() {\n  return 'a';\n}\nexport { one };\n//# sourceMappingURL=x.map"
    second = "import { one } from './one.mjs';\nconst two = one();"

    assert styles.joined([first, second]) == "function one() {\nreturn 'a';\n}\nconst two = one();\n"


@pytest.mark.slow
def test_what_every_page_loads_is_small_and_has_no_crown():
    styles.build(settings.BASE_DIR)
    built = Path(settings.BASE_DIR) / "static/build"
    style, script = (built / "thread.css").read_bytes(), (built / "thread.js").read_bytes()
    fonts = sum(
        len((built / "fonts" / f"atkinson-hyperlegible-next-latin-{w}-normal.woff2").read_bytes()) for w in (400, 700)
    )

    assert len(gzip.compress(style)) < 20_000
    assert len(gzip.compress(script)) < 6_000
    assert len(gzip.compress(style)) + len(gzip.compress(script)) + fonts < 50_000
    assert b"GDS Transport" not in style
    assert b"crest" not in style
    assert not styles.build(settings.BASE_DIR)

"""Every period in the retention table is carried out by the clock, or says why it is not."""

import re
import tomllib
from pathlib import Path

from involvement.config.schedule import SCHEDULE
from involvement.shared.audit.keeping import carried_out

TABLE = tomllib.loads(Path(__file__).with_name("retention.toml").read_text())
CLOCK = TABLE["clock"]
PERIOD = re.compile(r"\d+ (days|months|years)|financial year|ends\b")


def test_every_period_is_carried_out_or_says_why_not():
    with_period = {label for label, entry in TABLE["models"].items() if PERIOD.search(entry["keep"])}
    by_hand = [label for labels in CLOCK["by_hand"].values() for label in labels]
    said = [*CLOCK["carries_out"], *CLOCK["has_a_bell_of_its_own"], *CLOCK["goes_with"], *by_hand]
    assert len(said) == len(set(said)), "said twice"
    assert set(said) == with_period


def test_what_the_table_says_the_clock_does_has_code_and_the_reverse():
    assert carried_out() == set(CLOCK["carries_out"])
    assert set(CLOCK["goes_with"].values()) <= carried_out()


def test_the_clock_rings_for_it_each_night():
    assert "audit.forget_what_is_over" in {bell["task"] for bell in SCHEDULE.values()}

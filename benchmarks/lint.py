"""Count how many records a second one core reads and judges, set against the limit.

    python benchmarks/lint.py RECORD... [--rounds 20]

Every round changes a third of the words of each record, so that no text has been met before; a
second measurement repeats the records as they are. Times are of the processor, not of the clock.
Beside them stands the time of a fixed piece of work, by which two machines can be compared: a
shared or slow machine lengthens both.
"""

import argparse
import json
import os
import platform
import re
import statistics
import time
from datetime import date
from pathlib import Path

from trialwright.record.lint.run import lint_record
from trialwright.record.read import parse_record

AS_OF = date(2025, 12, 24)
LIMIT = 200
COMMON_WORD = re.compile(r" (the|of|and|to|in|with|or|for) ")


def new_texts(text, number):
    """The record with words that no other round has, beside its common ones.

    They are of letters: a digit would be one more number to read.
    """
    word = "w" + "".join("abcdefghij"[int(digit)] for digit in str(number))
    return COMMON_WORD.sub(rf" \1 {word} ", text)


def timed(texts, name):
    """Median milliseconds of reading and of judging a record."""
    reading, judging = [], []
    for text in texts:
        start = time.process_time()
        record = parse_record(text.encode(), name)
        middle = time.process_time()
        lint_record(record, AS_OF)
        judging.append(1000 * (time.process_time() - middle))
        reading.append(1000 * (middle - start))
    return statistics.median(reading), statistics.median(judging)


def fixed_work():
    """Milliseconds of parsing and searching a text that never changes."""
    text = json.dumps([{"name": f"text {n}", "words": "one of the words " * 9} for n in range(250)])
    times = []
    for _ in range(20):
        start = time.process_time()
        json.loads(text)
        sum(len(match[0]) for match in re.finditer(r"\b(?:one|words)\b[^.]{0,9}", text))
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def show(label, reading, judging):
    rate = 1000 / judging
    print(
        f"{label:<34} read {reading:6.2f} ms  judged {judging:6.2f} ms  "
        f"{rate:4.0f} judged/s ({rate / LIMIT:4.2f} of {LIMIT}), {1000 / (reading + judging):4.0f} both/s"
    )


def means(times):
    return [statistics.mean(values) for values in zip(*times, strict=True)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    compiler = platform.python_compiler()
    print(f"Python {platform.python_version()} ({compiler}), {platform.machine()}, load {load}")
    print(f"fixed work: {fixed_work():.2f} ms")
    new, seen = [], []
    for path in options.records:
        text = path.read_text(encoding="utf-8")
        timed([text], path.name)  # the first record also pays for the patterns
        rounds = range(options.rounds)
        new.append(timed([new_texts(text, number) for number in rounds], path.name))
        seen.append(timed([text for _ in rounds], path.name))
        show(f"{path.name}, new texts", *new[-1])
    show("all, new texts", *means(new))
    show("all, the same texts again", *means(seen))


if __name__ == "__main__":
    main()

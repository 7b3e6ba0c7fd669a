#!/usr/bin/env python3
"""Scores people with roles, organisations and quotes with speakers.

usage: score.py GOLD.jsonl PREDICTIONS.jsonl [-v]
GOLD is dev.jsonl or held_out.jsonl beside this file (README.md has the labelling rules);
PREDICTIONS is what `stratwatch tag GOLD.jsonl` writes. -v lists misses and false finds.

people         (text, name) pairs that have a role. A find counts when its name is the gold name
               (case and punctuation aside) and its role shares at least half of the shorter one's
               letters, as one run, with the gold role.
organisations  (text, name) pairs; names match when one contains the other and has at least 0.6 of
               its length.
quotes         spans that overlap by at least 0.7 of their union AND have the gold speaker (one name
               contains the other); `spans` is the same without the speaker.
Prints precision, recall, F1 over all texts, then F1 by language.
"""
import collections
import difflib
import json
import sys


def load(path):
    with open(path, encoding="utf-8") as stream:
        return {d["id"]: d for d in map(json.loads, filter(str.strip, stream))}


def plain(text):
    return "".join(c for c in text.casefold() if c.isalnum() or c.isspace()).strip()


def same_name(a, b):
    return plain(a) == plain(b)


def same_role(a, b):
    a, b = plain(a), plain(b)
    if not a or not b:
        return False
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    run = matcher.find_longest_match(0, len(a), 0, len(b))
    return run.size >= 0.5 * min(len(a), len(b))


def same_organisation(a, b):
    a, b = plain(a), plain(b)
    return (a in b or b in a) and min(len(a), len(b)) >= 0.6 * max(len(a), len(b))


def contains(a, b):
    a, b = plain(a), plain(b)
    return bool(a) and bool(b) and (a in b or b in a)


def span_of(text, part):
    """Byte span of a labelled string; the first place where it stands."""
    at = text.index(part)
    begin = len(text[:at].encode())
    return begin, begin + len(part.encode())


def overlap(a, b):
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def match(gold, said, same):
    """Pairs each gold item with one that was said; returns hits, missed, wrong."""
    left, hits, missed = list(said), 0, []
    for item in gold:
        found = next((s for s in left if same(item, s)), None)
        if found is None:
            missed.append(item)
        else:
            left.remove(found)
            hits += 1
    return hits, missed, left


def distinct(items):
    return list(dict.fromkeys(items))


def items_of(gold, said):
    people = distinct((p["name"], p["role"]) for p in said.get("people", []) if p.get("role"))
    by_name = {}
    for name, role in people:
        by_name.setdefault(plain(name), (name, role))
    # An organisation that is named twice, in part or in full, is one.
    organisations = []
    tags = [t for t in said.get("tags", []) if t["type"] == "organisation"]
    for name in distinct(t["surface"] for t in tags):
        if not any(plain(name) in plain(known) for known in organisations):
            organisations.append(name)
    quotes = [(q["start"], q["end"], q.get("speaker") or "") for q in said.get("quotes", [])]
    wanted = [(*span_of(gold["text"], q["text"]), q["speaker"]) for q in gold["quotes"]]
    return {
        "people": ([(p["name"], p["role"]) for p in gold["people"]], list(by_name.values()),
                   lambda a, b: same_name(a[0], b[0]) and same_role(a[1], b[1])),
        "organisations": (gold["organisations"], organisations, same_organisation),
        "quotes": (wanted, quotes,
                   lambda a, b: overlap(a[:2], b[:2]) >= 0.7 and contains(a[2], b[2])),
        "spans": (wanted, quotes, lambda a, b: overlap(a[:2], b[:2]) >= 0.7),
    }


def f1(hits, said, gold):
    return 2 * hits / (said + gold) if said + gold else 1.0


def main():
    gold, said = load(sys.argv[1]), load(sys.argv[2])
    verbose = "-v" in sys.argv
    totals = collections.defaultdict(lambda: [0, 0, 0])
    for text_id, text in gold.items():
        for kind, (wanted, found, same) in items_of(text, said.get(text_id, {})).items():
            hits, missed, wrong = match(wanted, found, same)
            for key in (kind, (kind, text["lang"])):
                for i, count in enumerate((hits, len(found), len(wanted))):
                    totals[key][i] += count
            if verbose and (missed or wrong):
                print(f"  {text_id} {kind}: missed {missed} wrong {wrong}")
    for kind in ("people", "organisations", "quotes", "spans"):
        hits, found, wanted = totals[kind]
        print(f"{kind:14s} P {hits / max(1, found):.3f}  R {hits / max(1, wanted):.3f}  "
              f"F1 {f1(hits, found, wanted):.3f}   ({hits}/{found} said, {wanted} gold)")
    for language in sorted({text["lang"] for text in gold.values()}):
        print(f"  {language:4s}" + "".join(f"{kind} {f1(*totals[(kind, language)]):.2f}  "
                                           for kind in ("people", "organisations", "quotes")))


main()

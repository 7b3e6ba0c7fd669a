#!/usr/bin/env python3
"""Scores relevance on labelled texts.

usage: score.py gold.jsonl predictions.jsonl [-v]

Gold lines are {"id","lang","topic","relevant","title","text"}, prediction lines {"id","relevant"}
and, where known, the score as "relevance" or "score". Prints precision and recall of relevant =
true, their spread over the languages left out one by one (the lowest and highest of either when one
language is taken away), and what was right by topic where it is not all. -v lists the misses."""
import collections, json, sys


def load(path):
    return {d["id"]: d for d in map(json.loads, filter(str.strip, open(path, encoding="utf-8")))}


def rates(gold, said, ids):
    hits = sum(gold[i]["relevant"] and said[i]["relevant"] for i in ids)
    claimed = sum(said[i]["relevant"] for i in ids)
    wanted = sum(gold[i]["relevant"] for i in ids)
    return hits / claimed if claimed else 0.0, hits / wanted if wanted else 0.0


def main():
    gold, said = load(sys.argv[1]), load(sys.argv[2])
    missing = [i for i in gold if i not in said]
    if missing:
        sys.exit(f"no prediction for {len(missing)} of {len(gold)} texts, e.g. {missing[:3]}")
    precision, recall = rates(gold, said, gold)
    print(f"relevance  P {precision:.3f}  R {recall:.3f}   ({len(gold)} texts, "
          f"{sum(g['relevant'] for g in gold.values())} relevant)")
    languages = sorted({g["lang"] for g in gold.values()})
    left = [rates(gold, said, [i for i in gold if gold[i]["lang"] != each]) for each in languages]
    print("  without one language: P {:.3f} … {:.3f}, R {:.3f} … {:.3f}".format(
        min(p for p, _ in left), max(p for p, _ in left),
        min(r for _, r in left), max(r for _, r in left)))
    topics = collections.defaultdict(lambda: [0, 0])
    for i, g in gold.items():
        cell = topics["+" if g["relevant"] else "-", g["topic"]]
        cell[0] += g["relevant"] == said[i]["relevant"]
        cell[1] += 1
    for (sign, topic), (right, all_of_it) in sorted(topics.items()):
        if right < all_of_it:
            print(f"  {sign} {topic}: {right} of {all_of_it}")
    if "-v" in sys.argv:
        for i, g in gold.items():
            if g["relevant"] == said[i]["relevant"]:
                continue
            score = said[i].get("relevance", said[i].get("score"))
            print(f"  {'missed' if g['relevant'] else 'wrong'} {i} {score}: {g['title']} "
                  f"{said[i].get('reasons', '')}")


main()

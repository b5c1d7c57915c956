"""SciPy: prints the values that src/core/drift must agree with, for test/fixtures/drift-reference.json.

    python bench/peers/drift_reference.py > test/fixtures/drift-reference.json
"""
import json
import platform

import numpy
import scipy
from scipy import special, stats
from scipy.spatial import distance

LEAST_SHARE = 1e-4
generator = numpy.random.default_rng(20261123)


def histograms():
    """Pairs of counts: equal, disjoint, sparse, heavy, unequal totals, and drawn ones of several lengths."""
    yield [10, 20, 30], [10, 20, 30]
    yield [10, 20, 30], [1, 2, 3]
    yield [5, 0, 0], [0, 0, 7]
    yield [0, 120, 80, 0], [3, 100, 60, 37]
    yield [1, 1], [999_999, 1]
    yield [9_990, 10], [190, 10]
    yield [0, 4_000, 3_000, 2_000, 1_000, 0], [0, 70, 60, 40, 20, 10]
    for bins in (2, 3, 8, 20, 52):
        for totals in ((10_000, 200), (500, 500), (1_000_000, 40_000)):
            shares = generator.dirichlet(numpy.full(bins, 0.7))
            moved = 0.8 * shares + 0.2 * generator.dirichlet(numpy.full(bins, 0.7))
            yield generator.multinomial(totals[0], shares).tolist(), generator.multinomial(totals[1], moved).tolist()


def stability(p, q):
    """The index has no function of its own in SciPy: both relative entropies of the shares with their floor."""
    filled = (p > 0) | (q > 0)
    left, right = numpy.maximum(p[filled], LEAST_SHARE), numpy.maximum(q[filled], LEAST_SHARE)
    return float(special.rel_entr(left, right).sum() + special.rel_entr(right, left).sum())


def case(one, other):
    first, second = numpy.array(one), numpy.array(other)
    p, q = first / first.sum(), second / second.sum()
    positions = numpy.cumsum(generator.exponential(3.0, len(one))) - 5.0
    spread = float(generator.uniform(0.5, 4.0))
    filled = (first + second) > 0
    table = numpy.array([first[filled], second[filled]])
    chi = stats.chi2_contingency(table, correction=False) if filled.sum() > 1 else None
    cumulated = float(numpy.abs(numpy.cumsum(p) - numpy.cumsum(q)).max())
    pairs = numpy.repeat(numpy.arange(len(one)), first), numpy.repeat(numpy.arange(len(one)), second)
    assert abs(stats.ks_2samp(*pairs, method="asymp").statistic - cumulated) < 1e-12
    size = first.sum() * second.sum() / (first.sum() + second.sum())
    return {
        "one": one,
        "other": other,
        "positions": positions.tolist(),
        "spread": spread,
        "jensenShannon": float(distance.jensenshannon(p, q, base=2)),
        "wasserstein": float(stats.wasserstein_distance(positions, positions, p, q)) / spread,
        "populationStability": stability(p, q),
        "largestDifference": float(distance.chebyshev(p, q)),
        "kolmogorovSmirnov": {"statistic": cumulated, "pValue": float(stats.kstwobign.sf(numpy.sqrt(size) * cumulated))},
        "chiSquared": {
            "statistic": float(chi.statistic) if chi else 0.0,
            "pValue": float(chi.pvalue) if chi else 1.0,
        },
    }


def two_shares(one, other):
    """Pearson's test without correction, or Fisher's smaller tail doubled where a cell expects fewer than 10."""
    table = numpy.array([[one["count"], one["total"] - one["count"]], [other["count"], other["total"] - other["count"]]])
    expected = stats.contingency.expected_freq(table)
    if expected.min() < 10:
        tails = [stats.fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
        return min(1.0, 2 * min(tails))
    return float(stats.chi2_contingency(table, correction=False).pvalue)


shares = [
    ({"count": a, "total": n}, {"count": b, "total": m})
    for a, n, b, m in [
        (0, 10_000, 1, 200), (0, 10_000, 5, 200), (100, 10_000, 2, 200), (100, 10_000, 9, 200), (5_000, 10_000, 120, 200),
        (9_990, 10_000, 190, 200), (3, 40, 3, 40), (300_000, 1_000_000, 3_100, 10_000), (7, 1_000_000, 4, 10_000),
    ]
]
p_values = [generator.uniform(0, 1, 12).tolist(), [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205], [0.5], [0.0, 1.0, 1e-9]]
print(json.dumps({
    "source": "bench/peers/drift_reference.py",
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
    "histograms": [case(one, other) for one, other in histograms()],
    "gammaTail": [
        {"shape": a, "x": x, "value": float(special.gammaincc(a, x))}
        for a in (0.2, 0.5, 1, 2.5, 10, 120, 5_000) for x in (0.001, 0.4, 1, 3, 9, 30, 130, 4_900, 5_300)
    ],
    "logGamma": [{"x": x, "value": float(special.gammaln(x))} for x in (0.01, 0.3, 0.5, 1, 1.5, 2, 7.25, 100, 1e6)],
    "twoShares": [{"one": one, "other": other, "pValue": float(two_shares(one, other))} for one, other in shares],
    "falseDiscovery": [
        {"pValues": values, "adjusted": stats.false_discovery_control(values, method="bh").tolist()} for values in p_values
    ],
    "nakagami": [
        {"shape": m, "mean": float(stats.nakagami.mean(m)), "deviation": float(stats.nakagami.std(m)),
         "x": x, "value": float(stats.nakagami.sf(x, m))}
        for m in (0.5, 1, 3.5, 40) for x in (0.3, 1, 1.5, 2.5)
    ],
}, indent=1))

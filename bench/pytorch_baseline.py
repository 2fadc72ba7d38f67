#!/usr/bin/env python3
"""What `make bench` measures, done in PyTorch: the same sizes, float64, the same threads, in the same minute.

    bench/pytorch_baseline.py [--threads N] [--seconds S] [--cpu] [--keep-memory]
                              [--bench PROGRAM] [ROW]...

The rows come from `bench --list`.  A step is forward, backward (autograd) and update of explicit weights, as a
user of PyTorch writes it; the tangent kernel is then made layer by layer, (A A^T) o (B B^T), never from
per-example gradients, which would be many times slower; its leading eigenvalues are torch.linalg.eigh's, or for
several outputs, whose kernel is a (n c, n c) matrix, from blocks made the same way.  Where --bench names the
compiled bench program, it runs directly after each row and the ratio is printed.

--keep-memory has glibc's malloc keep what PyTorch frees, as a program tuned for speed would: in its default every
large tensor comes from the system anew and page by page, which on some virtual machines takes ten times longer than
the arithmetic.  (catapult allocates nothing in a step.)
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "1000000000000"}
if "--keep-memory" in sys.argv and "MALLOC_MMAP_MAX_" not in os.environ:
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **KEEP_MEMORY})

try:
    import torch
except ImportError:
    print("pytorch_baseline.py: python3-torch is not installed: nothing to compare with", file=sys.stderr)
    sys.exit(0)

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "swish": torch.nn.functional.silu}


class Row:
    def __init__(self, line):
        name, model, n, d, test, outputs, widths, activation, image = line.split()
        self.name, self.model, self.activation = name, model, ACTIVATIONS[activation]
        self.n, self.d, self.test, self.outputs = int(n), int(d), int(test), int(outputs)
        self.widths = [int(w) for w in widths.split(",")]
        self.image = None if image == "-" else [int(size) for size in image.split(",")]


def random_data(row):
    """As bench.c: inputs whose variances fall like a power law, |x|^2 = d; +-1 or one-hot targets."""
    falling = torch.arange(1, row.d + 1, dtype=torch.float64) ** -0.5
    x = torch.randn(row.n + row.test, row.d, dtype=torch.float64) * falling
    if row.d > 1:
        x *= row.d ** 0.5 / x.norm(dim=1, keepdim=True)
    if row.outputs > 1:
        y = torch.eye(row.outputs, dtype=torch.float64)[torch.arange(row.n) % row.outputs]
    else:
        y = 1 - 2.0 * (torch.arange(row.n, dtype=torch.float64) % 2)[:, None]
    return x[:row.n], x[row.n:], y


class Network:
    def __init__(self, row):
        self.s = row.activation
        sizes = [row.d, *row.widths]
        self.weights = [torch.randn(b, a, dtype=torch.float64, requires_grad=True)
                        for a, b in zip(sizes, sizes[1:])]
        sign = torch.randint(0, 2, (row.outputs, sizes[-1])).double() * 2 - 1
        self.weights.append(sign.requires_grad_())

    def forward(self, x, keep=None):
        a = x
        for i, w in enumerate(self.weights):
            if keep is not None:
                keep.append(a)
            a = a @ w.T / w.shape[1] ** 0.5
            if i + 1 < len(self.weights):
                if keep is not None:
                    a.retain_grad()
                    keep.append(a)
                a = self.s(a)
        return a

    def step(self, x, y, eta):
        loss = ((self.forward(x) - y) ** 2).sum() / len(x)
        loss.backward()
        with torch.no_grad():
            for w in self.weights:
                w -= eta * w.grad
                w.grad = None
        return loss

    def kernel(self, x):
        """Blocks (k, l) of K from the signals of output k and of output l at every layer."""
        keep = []
        f = self.forward(x, keep)
        inputs, hidden = keep[0::2], keep[1::2]
        signals = [torch.autograd.grad(f[:, k].sum(), hidden, retain_graph=True) for k in range(f.shape[1])]
        with torch.no_grad():
            grams = [a @ a.T / a.shape[1] for a in inputs]
            n, c = f.shape
            big = torch.zeros(c, n, c, n, dtype=torch.float64)
            for k in range(c):
                for o in range(k + 1):
                    block = sum((signals[k][i] @ signals[o][i].T) * grams[i] for i in range(len(hidden)))
                    if k == o:
                        block = block + grams[-1]
                    big[k, :, o] = block
                    big[o, :, k] = block.T
            return big.reshape(c * n, c * n)


class ConvNetwork(Network):
    """3 x 3, zero-padded, read out flattened, one output.  Convolutions are products with the unfolded inputs, which
    in float64 is many times faster than torch's own conv2d; per-example gradients of a layer are one batched product
    of its signals with the same."""

    def __init__(self, row):
        self.s = row.activation
        self.image = row.image
        channels = [row.image[0], *row.widths]
        self.weights = [torch.randn(b, a, 3, 3, dtype=torch.float64, requires_grad=True)
                        for a, b in zip(channels, channels[1:])]
        sign = torch.randint(0, 2, (row.outputs, channels[-1] * row.image[1] * row.image[2])).double() * 2 - 1
        self.weights.append(sign.requires_grad_())

    def forward(self, x, keep=None):
        a = x.reshape(len(x), *self.image)
        for w in self.weights[:-1]:
            patches = torch.nn.functional.unfold(a, 3, padding=1)
            z = w.flatten(1) @ patches / w[0].numel() ** 0.5
            if keep is not None:
                keep.append((patches, z))
            a = self.s(z).reshape(len(x), len(w), *self.image[1:])
        a = a.flatten(1)
        if keep is not None:
            keep.append((a, None))
        return a @ self.weights[-1].T / a.shape[1] ** 0.5

    def kernel(self, x):
        keep = []
        f = self.forward(x, keep)
        features = keep.pop()[0]
        signals = torch.autograd.grad(f.sum(), [z for _, z in keep])
        with torch.no_grad():
            k = features @ features.T / features.shape[1]
            for (patches, _), b in zip(keep, signals):
                g = torch.bmm(b, patches.transpose(1, 2)).flatten(1)
                k += g @ g.T / patches.shape[1]
        return k


def work(row):
    """A function that does one step with its spectrum (and test set)."""
    x, x_test, y = random_data(row)
    net = ConvNetwork(row) if row.image else Network(row)
    eta = 0.5 / torch.linalg.eigvalsh(net.kernel(x))[-1].item() * len(x)

    def one():
        net.step(x, y, eta)
        kernel = net.kernel(x) * (2 / len(x))
        torch.linalg.eigh(kernel)
        if len(x_test):
            with torch.no_grad():
                net.forward(x_test)
    return one


def milliseconds(one, seconds, clock):
    one()
    taken, end = [], time.monotonic() + seconds
    while time.monotonic() < end or len(taken) < 3:
        start = clock()
        one()
        taken.append(clock() - start)
    return 1e3 * statistics.median(taken)


def bench_milliseconds(program, row, options):
    command = [program, "--threads", str(options.threads), "--seconds", str(options.seconds)]
    command += ["--cpu"] * options.cpu + [row.name]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(text.strip().splitlines()[-1].split()[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--keep-memory", action="store_true", help="see above")
    parser.add_argument("--cpu", action="store_true", help="processor time of all threads, for a busy machine")
    parser.add_argument("--bench", default="./bench/bench", help="the compiled bench program")
    parser.add_argument("rows", nargs="*")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    lines = subprocess.run([options.bench, "--list"], check=True, capture_output=True, text=True).stdout
    rows = [row for row in map(Row, lines.splitlines()) if row.model == "network"]
    print(f"{options.threads} threads, float64; milliseconds a step, PyTorch {torch.__version__} and catapult\n")
    print(f"{'row':<17} {'PyTorch':>9} {'catapult':>9} {'ratio':>7}")
    for row in rows:
        if options.rows and row.name not in options.rows:
            continue
        theirs = milliseconds(work(row), options.seconds, time.process_time if options.cpu else time.monotonic)
        ours = bench_milliseconds(options.bench, row, options)
        print(f"{row.name:<17} {theirs:9.1f} {ours:9.2f} {theirs / ours:7.1f}", flush=True)


if __name__ == "__main__":
    main()

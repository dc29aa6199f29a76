#!/usr/bin/env python3
"""Learns to write like a book, one character at a time, with a small recurrent network and numpy alone."""
import argparse
import csv
import os
import textwrap
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices this small take longer to hand out than to multiply
import numpy as np


class Network:
    """A gated recurrent unit (GRU) that reads a character and says how likely each character is to be the next.

    The state h carries what was read so far. Two gates, between 0 and 1, decide for each of its numbers:
        z: how much of the old state stays            r: how much of the old state the proposal n may see
        n = tanh(x Wn + r * (h Un))                   h' = (1 - z) * n + z * h
    """

    def __init__(self, letters, size=160, seed=1):
        random = np.random.default_rng(seed)
        self.letters, self.size = letters, size
        self.number = {letter: number for number, letter in enumerate(letters)}
        scale = 1 / np.sqrt(size)
        self.weights = {  # the columns of W and U are those for z, r and n, side by side
            "W": random.uniform(-scale, scale, (len(letters), 3 * size)),
            "U": random.uniform(-scale, scale, (size, 3 * size)),
            "b": np.zeros(3 * size),
            "V": random.uniform(-scale, scale, (size, len(letters))),
            "c": np.zeros(len(letters)),
        }
        self.weights = {name: value.astype(np.float32) for name, value in self.weights.items()}

    def step(self, characters, h):
        """The next state for a batch of characters, with everything that the way back needs."""
        w, size = self.weights, self.size
        x, u = w["W"][characters] + w["b"], h @ w["U"]
        gates = 1 / (1 + np.exp(-(x[:, : 2 * size] + u[:, : 2 * size])))
        z, r, un = gates[:, :size], gates[:, size:], u[:, 2 * size :]
        n = np.tanh(x[:, 2 * size :] + r * un)
        return (1 - z) * n + z * h, (characters, h, z, r, n, un)

    def probabilities(self, h):
        logits = h @ self.weights["V"] + self.weights["c"]
        grown = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return grown / grown.sum(axis=-1, keepdims=True)

    def gradients(self, inputs, targets, h):
        """The loss in bits a character, its gradient for each weight, and the last state. Inputs: time x batch."""
        w, size = self.weights, self.size
        past, states = [], []
        for characters in inputs:
            h, kept = self.step(characters, h)
            past.append(kept)
            states.append(h)
        states = np.stack(states)
        likely = self.probabilities(states)
        at_target = (*np.indices(targets.shape), targets)
        loss = -np.log2(likely[at_target] + 1e-12).mean()

        likely[at_target] -= 1  # from here on the gradient of the logits
        likely /= targets.size
        flat = likely.reshape(-1, len(self.letters))
        grad = {"V": states.reshape(-1, size).T @ flat, "c": flat.sum(0), "W": np.zeros_like(w["W"])}
        from_output = likely @ w["V"].T
        back_x, back_u, dh = [], [], np.zeros_like(h)
        for (characters, before, z, r, n, un), d_out in zip(reversed(past), from_output[::-1]):
            dh = dh + d_out
            dn = dh * (1 - z) * (1 - n * n)
            dz = dh * (before - n) * z * (1 - z)
            dr = dn * un * r * (1 - r)
            back_x.append(np.concatenate([dz, dr, dn], axis=1))
            back_u.append(np.concatenate([dz, dr, dn * r], axis=1))
            dh = dh * z + back_u[-1] @ w["U"].T
        before = np.concatenate([kept[1] for kept in reversed(past)])
        back_x, back_u = np.concatenate(back_x), np.concatenate(back_u)
        grad["U"], grad["b"] = before.T @ back_u, back_x.sum(0)
        which = np.concatenate([kept[0] for kept in reversed(past)])
        grad["W"] = np.eye(len(self.letters), dtype=np.float32)[which].T @ back_x
        return loss, grad, h

    def write(self, length, begin="\n", boldness=0.7, seed=1):
        """Text of its own. Bold networks take unlikely characters too; timid ones repeat themselves."""
        random, h, text = np.random.default_rng(seed), np.zeros((1, self.size), np.float32), begin
        for number in range(len(begin) + length - 1):
            h, _ = self.step([self.number[text[number]]], h)
            if number >= len(begin) - 1:
                likely = self.probabilities(h)[0].astype(float) ** (1 / boldness)
                text += self.letters[random.choice(len(self.letters), p=likely / likely.sum())]
        return text[len(begin) :]


class Adam:
    """Follows the gradient in steps that are long where it is steady and short where it is not."""

    def __init__(self, weights):
        self.mean = {name: np.zeros_like(value) for name, value in weights.items()}
        self.square = {name: np.zeros_like(value) for name, value in weights.items()}

    def move(self, weights, grad, step, rate):
        length = np.sqrt(sum((value**2).sum() for value in grad.values()))
        shorter = min(1, 1 / length)  # one bad batch is not to undo what many good ones did
        for name, value in grad.items():
            value = value * shorter
            self.mean[name] += 0.1 * (value - self.mean[name])
            self.square[name] += 0.01 * (value**2 - self.square[name])
            mean, square = self.mean[name] / (1 - 0.9**step), self.square[name] / (1 - 0.99**step)
            weights[name] -= rate * mean / (np.sqrt(square) + 1e-8)


def save(path, network, adam, step):
    """All or nothing: a run that is killed while it writes leaves the weights from before."""
    arrays = {"letters": np.array(list(network.letters)), "step": step}
    for kind, values in [("weight", network.weights), ("mean", adam.mean), ("square", adam.square)]:
        arrays.update({f"{kind}_{name}": value for name, value in values.items()})
    with open(path + ".new", "wb") as file:
        np.savez(file, **arrays)
    os.replace(path + ".new", path)


def load(path):
    """A network with its optimizer, and the step at which they were saved."""
    with np.load(path) as kept:
        network = Network("".join(kept["letters"]), size=kept["weight_U"].shape[0])
        adam = Adam(network.weights)
        for kind, values in [("weight", network.weights), ("mean", adam.mean), ("square", adam.square)]:
            values.update({name: kept[f"{kind}_{name}"] for name in values})
        return network, adam, int(kept["step"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="alice.txt", help="what to learn from")
    parser.add_argument("--steps", type=int, default=1800, help="how long to learn")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long, however far it came")
    asked = parser.parse_args()

    with open(asked.text, encoding="utf-8") as file:
        text = file.read()
    if os.path.exists("weights.npz"):
        network, adam, first = load("weights.npz")
        with open("loss.csv", newline="") as file:
            losses = [row for row in csv.reader(file)][1:]
        print(f"going on from weights.npz, which has seen {first} of {asked.steps} steps")
    else:
        network, first, losses = Network("".join(sorted(set(text)))), 0, []
        adam = Adam(network.weights)
        print(f"{len(text)} characters to learn from, {sum(map(np.size, network.weights.values()))} weights to find")

    # The text cut into strips that are read side by side, each from left to right, a window at a time.
    batch, window = 32, 32
    numbers = np.array([network.number[letter] for letter in text])
    strip = (len(numbers) - 1) // batch
    inputs, targets = (part[: strip * batch].reshape(batch, strip).T for part in (numbers[:-1], numbers[1:]))

    began, h, smooth = time.monotonic(), np.zeros((batch, network.size), np.float32), None
    for step in range(first + 1, asked.steps + 1):
        at = (step - 1) * window % (strip - window)
        if at < window:
            h = np.zeros_like(h)  # back at the beginning
        loss, grad, h = network.gradients(inputs[at : at + window], targets[at : at + window], h)
        adam.move(network.weights, grad, step, rate=0.006 * (1 - 0.9 * step / asked.steps))
        smooth = loss if smooth is None else 0.95 * smooth + 0.05 * loss
        spent = time.monotonic() - began
        over = step == asked.steps or spent > asked.seconds
        if step % 200 == 0 or step == 1 or over:
            losses.append([step, f"{smooth:.4f}"])
            print(f"\nstep {step} of {asked.steps}, {spent:.0f} s, loss {smooth:.2f} bits a character. It writes:")
            for line in network.write(160, seed=step).strip().splitlines():
                print(textwrap.fill(line, 80, initial_indent="    ", subsequent_indent="    "), flush=True)
            save("weights.npz", network, adam, step)
            with open("loss.csv", "w", newline="") as file:
                csv.writer(file).writerows([["step", "loss"], *losses])
        if over:
            break
    with open("sample.txt", "w", encoding="utf-8") as file:
        file.write("Alice " + network.write(2000, begin="Alice ") + "\n")
    print("\nweights.npz, loss.csv and sample.txt are written")


if __name__ == "__main__":
    main()

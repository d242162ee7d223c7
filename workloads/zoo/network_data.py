# SPDX-License-Identifier: Apache-2.0
"""Inputs that the data has in another form, and checks that a class is not enough for."""

import csv
import struct
import zlib

import numpy as np

from qdcgan_recipe import qdcgan_recipe


def ad01_windows(data):
    """Windows of five spectra of 128 bands, as the autoencoder takes them."""
    spectra = np.fromfile(data / "datasets/ad01_sample/normal_id_01_00000000_hist_librosa.bin",
                          "<f4")
    return np.stack([spectra[at:at + 640] for at in range(0, len(spectra) - 639, 128)])


def darknet_classes(data):
    """Index and class of each photograph in the order of the Darknet model's own labels."""
    synsets = (data / "models/tiny_darknet_imagenet/darknet_synsets.txt").read_text(
        encoding="utf-8").split()
    # ILSVRC's classes are the synsets in order of their numbers.
    places = [synsets.index(each) for each in sorted(synsets)]
    with open(data / "datasets/imagenet_tux40/labels.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return "".join(f"{row[0]},{places[int(row[1])]}\n" for row in rows)


def person_pictures(data):
    """The grey samples from the top row on, their bytes taken for int8."""
    pictures = []
    for name in ("person", "no_person"):
        bytes_ = (data / f"models/person_detect_tflm/{name}.bmp").read_bytes()
        at = int.from_bytes(bytes_[10:14], "little")
        pictures.append(np.frombuffer(bytes_, np.int8, 96 * 96, at).reshape(96, 96, 1)[::-1])
    return np.stack(pictures)


def make_inputs(data, folder):
    """Writes what networks.json names as made/..."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "ad01_windows.npy", ad01_windows(data))
    generator = np.random.default_rng(5)
    generator.integers(-128, 128, (16, 30, 1, 40), np.int8).tofile(folder / "sww_random.bin")
    (folder / "tux40_darknet.csv").write_text(darknet_classes(data), encoding="utf-8")
    np.save(folder / "person_detect.npy", person_pictures(data))
    np.save(folder / "person_detect_labels.npy", np.array([1, 0], np.uint8))


def check_faces(_options, _network, output):
    """Distances of the descriptors of two pictures each of two persons."""
    points = np.load(output).reshape(4, -1).astype(np.float64)
    apart = lambda a, b: float(np.linalg.norm(points[a] - points[b]))
    same = [apart(0, 1), apart(2, 3)]
    others = [apart(a, b) for a in (0, 1) for b in (2, 3)]
    text = (f"one person {same[0]:.3f}, {same[1]:.3f} apart, two "
            f"{min(others):.3f} to {max(others):.3f}")
    return text, max(same) < 0.4 and min(others) > 0.7


def check_qdcgan(options, network, output):
    """The generator's numbers against the authors' integer recipe."""
    name = network["name"]
    latents = np.load(options.zoo / f"{name}_latents.npy")
    sums = qdcgan_recipe(options.data / f"models/{name}_w4a4/{name}_w4a4_int8.npz", latents)
    wanted = np.tanh((sums / 128).astype(np.float32))
    got = np.load(output).reshape(wanted.shape)
    differing = int((np.abs(got - wanted) > 1e-6).sum())
    return f"{differing} of {wanted.size} numbers differ from the integer recipe", differing == 0


def read_netpbm(path):
    """A P5 or P6 file of 8-bit samples as [H,W,C]."""
    data = path.read_bytes()
    kind, width, height, _ = data.split(maxsplit=4)[:4]
    shape = (int(height), int(width), 3 if kind == b"P6" else 1)
    return np.frombuffer(data, np.uint8, offset=len(data) - int(np.prod(shape))).reshape(shape)


def write_png(path, picture):
    height, width, channels = picture.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), picture.reshape(height, -1)], axis=1)
    chunk = lambda kind, data: (struct.pack(">I", len(data)) + kind + data +
                                struct.pack(">I", zlib.crc32(kind + data)))
    colour = 2 if channels == 3 else 0
    path.write_bytes(b"\x89PNG\r\n\x1a\n" +
                     chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)) +
                     chunk(b"IDAT", zlib.compress(rows.tobytes())) + chunk(b"IEND", b""))


def compare_pictures(folder, name, files):
    """Writes name.png, VTA's pictures above those of the float model; PSNR of each, peak 255."""
    half = len(files) // 2
    rows, psnr = [[], []], []
    for ours, real in zip(files[:half], files[half:]):
        pair = [read_netpbm(folder / ours), read_netpbm(folder / real)]
        noise = np.mean((pair[0].astype(np.float64) - pair[1]) ** 2)
        psnr.append(10 * np.log10(255**2 / max(noise, 1e-10)))
        rows[0].append(pair[0])
        rows[1].append(pair[1])
    write_png(folder / f"{name}.png", np.concatenate(
        [np.concatenate(row, axis=1) for row in rows], axis=0))
    return psnr


CHECKS = {"faces": check_faces, "qdcgan": check_qdcgan}

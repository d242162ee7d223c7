// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/model_mutate.h"

#include <tflite_generated.h>
#include <algorithm>
#include <cstring>

namespace vta::fuzz {

namespace tflite = workloads::tflite;

namespace {

using cosim::RandomSource;

std::uint32_t awkward_word(RandomSource& random) {
    if (random.chance(50)) return random.below(40);
    return random.pick<std::uint32_t>({0,
                                       1,
                                       2,
                                       255,
                                       256,
                                       65535,
                                       65536,
                                       0x7FFFFFFF,
                                       0x80000000,
                                       0xFFFFFFFF,
                                       0xFFFFFFFE,
                                       0x00800000,  // the smallest normal float
                                       0x7F800000,  // infinity
                                       0x7FC00000,  // no number
                                       0x00000001,  // a denormal
                                       0x3F800000,  // 1.0
                                       0x10000000,
                                       0x40000000});
}

void put_word(Bytes& bytes, std::size_t at, std::uint32_t word) {
    std::memcpy(bytes.data() + at, &word, sizeof(word));
}

void mutate_piece(Bytes& bytes, RandomSource& random) {
    const std::size_t at = random.below(bytes.size());
    const std::size_t size = std::min<std::size_t>(random.mostly_small(1, 64), bytes.size() - at);
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    const Bytes piece(begin, begin + static_cast<std::ptrdiff_t>(size));
    switch (random.below(3)) {
        case 0:
            bytes.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
            break;
        case 1:
            bytes.insert(begin, piece.begin(), piece.end());
            break;
        default:
            std::copy(
                piece.begin(), piece.end(), bytes.begin() + random.below(bytes.size() - size + 1));
    }
}

/// Marks the bytes that are not weights.
std::vector<std::uint32_t> structure_of(const Bytes& bytes) {
    std::vector<bool> weights(bytes.size() / 4, false);
    const tflite::Model* model = tflite::GetModel(bytes.data());
    if (model->buffers() != nullptr) {
        for (const tflite::Buffer* buffer : *model->buffers()) {
            if (buffer->data() == nullptr || buffer->data()->size() < 64) continue;
            const auto first = static_cast<std::size_t>(buffer->data()->data() - bytes.data()) / 4;
            const std::size_t last = first + buffer->data()->size() / 4;
            for (std::size_t i = first; i < last && i < weights.size(); ++i) weights[i] = true;
        }
    }
    std::vector<std::uint32_t> places;
    for (std::size_t i = 0; i < weights.size(); ++i)
        if (!weights[i]) places.push_back(static_cast<std::uint32_t>(i * 4));
    return places;
}

}  // namespace

Bytes mutate_bytes(Bytes bytes, RandomSource& random) {
    for (std::uint32_t changes = random.mostly_small(1, 8); changes > 0 && !bytes.empty();
         --changes) {
        // Formats keep their structure near the ends.
        const std::size_t reach =
            random.chance(25) ? bytes.size() : std::min<std::size_t>(bytes.size(), 8192);
        const std::size_t near = random.below(reach);
        const std::size_t at = random.chance(50) ? near : bytes.size() - 1 - near;
        switch (random.below(5)) {
            case 0:
                bytes[at] = static_cast<std::uint8_t>(random.below(256));
                break;
            case 1:
                bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1U << random.below(8)));
                break;
            case 2:
                if (at + 4 <= bytes.size()) put_word(bytes, at, awkward_word(random));
                break;
            case 3:
                mutate_piece(bytes, random);
                break;
            default:
                if (random.chance(10)) bytes.resize(random.below(bytes.size() + 1));
        }
    }
    return bytes;
}

Bytes mutate_tflite(Bytes bytes, RandomSource& random) {
    flatbuffers::Verifier verifier(bytes.data(), bytes.size());
    if (!tflite::VerifyModelBuffer(verifier)) return mutate_bytes(bytes, random);
    const std::vector<std::uint32_t> places = structure_of(bytes);
    for (std::uint32_t changes = random.mostly_small(1, 4); changes > 0; --changes) {
        const std::size_t at = random.pick(places);
        std::uint32_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof(word));
        switch (random.below(4)) {
            case 0:
                put_word(bytes, at, awkward_word(random));
                break;
            case 1:
                put_word(bytes, at, word + random.pick<std::uint32_t>({1, 2, 4, 0xFFFFFFFF}));
                break;
            case 2:
                bytes[at + random.below(4)] =
                    static_cast<std::uint8_t>(random.mostly_small(0, 255));
                break;
            default: {
                const std::size_t other = random.pick(places);
                std::memcpy(&word, bytes.data() + other, sizeof(word));
                put_word(bytes, at, word);
            }
        }
    }
    return bytes;
}

}  // namespace vta::fuzz

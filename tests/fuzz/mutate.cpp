// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <cctype>

namespace vta::fuzz {

namespace {

using cosim::RandomSource;

const std::vector<std::string> kAwkwardNumbers = {"0",
                                                  "1",
                                                  "-1",
                                                  "2",
                                                  "3",
                                                  "7",
                                                  "16",
                                                  "255",
                                                  "256",
                                                  "65535",
                                                  "65536",
                                                  "4096",
                                                  "2147483647",
                                                  "4294967295",
                                                  "4294967296",
                                                  "18446744073709551615",
                                                  "18446744073709551616",
                                                  "-9223372036854775808",
                                                  "1e308",
                                                  "1e400",
                                                  "0.5",
                                                  "0x0",
                                                  "0x",
                                                  "0xffffffffffffffff",
                                                  "00",
                                                  "1e",
                                                  "NaN",
                                                  "\"1\"",
                                                  "null"};

bool in_number(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Begin and end of a run of digits at or behind a random place; empty if there is none.
std::pair<std::size_t, std::size_t> find_number(const std::string& text, RandomSource& random) {
    std::size_t begin = random.below(text.size());
    while (begin < text.size() && std::isdigit(static_cast<unsigned char>(text[begin])) == 0)
        ++begin;
    std::size_t end = begin;
    while (end < text.size() && in_number(text[end])) ++end;
    return {begin, end};
}

/// The same for a word of letters.
std::pair<std::size_t, std::size_t> find_word(const std::string& text, RandomSource& random) {
    const auto letter = [&](std::size_t at) {
        return std::isalpha(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_';
    };
    std::size_t begin = random.below(text.size());
    while (begin < text.size() && !letter(begin)) ++begin;
    while (begin > 0 && begin < text.size() && letter(begin - 1)) --begin;
    std::size_t end = begin;
    while (end < text.size() && letter(end)) ++end;
    return {begin, end};
}

void mutate_bytes(std::string& text, RandomSource& random) {
    const std::size_t at = random.below(text.size());
    switch (random.below(4)) {
        case 0:
            text[at] = static_cast<char>(random.below(256));
            break;
        case 1:
            text[at] = static_cast<char>(text[at] ^ (1 << random.below(8)));
            break;
        case 2:
            text.insert(at, 1, static_cast<char>(random.below(256)));
            break;
        default:
            text.erase(at, random.between(1, 4));
    }
}

/// Removes, repeats, moves or nests a piece.
void mutate_pieces(std::string& text, RandomSource& random) {
    const std::size_t at = random.below(text.size());
    const std::string piece = text.substr(at, random.mostly_small(1, 200));
    switch (random.below(4)) {
        case 0:
            text.erase(at, piece.size());
            break;
        case 1:
            text.insert(random.below(text.size() + 1), piece);
            break;
        case 2:
            text.resize(at);
            break;
        default: {
            const std::string nest = random.pick({"[", "{", "\"", "{\"a\":", "(", "\\", "\n", ","});
            for (std::uint32_t n = random.pick({1u, 3u, 2000u}); n > 0; --n) text.insert(at, nest);
        }
    }
}

}  // namespace

std::string mutate_text(std::string text,
                        const std::vector<std::string>& words,
                        RandomSource& random) {
    for (std::uint32_t changes = random.mostly_small(1, 6); changes > 0 && !text.empty();
         --changes) {
        switch (random.below(6)) {
            case 0:
                mutate_bytes(text, random);
                break;
            case 1:
                mutate_pieces(text, random);
                break;
            case 2:
            case 3: {
                const auto [begin, end] = find_word(text, random);
                text.replace(begin, end - begin, random.pick(words));
                break;
            }
            default: {
                const auto [begin, end] = find_number(text, random);
                text.replace(begin, end - begin, random.pick(kAwkwardNumbers));
            }
        }
    }
    return text;
}

namespace {

void mutate_word(isa::Word128& word, RandomSource& random) {
    std::uint64_t& half = random.chance(50) ? word.low : word.high;
    const std::uint32_t at = random.below(64), width = random.between(1, 16);
    const std::uint64_t field = ((std::uint64_t{1} << width) - 1) << at;
    switch (random.below(6)) {
        case 0:
        case 1:
            half ^= std::uint64_t{1} << at;
            break;
        case 2:
            half |= field;
            break;
        case 3:
            half &= ~field;
            break;
        case 4:  // opcode, flags and memory type
            word.low ^= random.below(1024);
            break;
        default:
            word = {random.next(), random.next()};
    }
}

void mutate_stream(std::vector<isa::Word128>& words, RandomSource& random) {
    const std::size_t at = random.below(words.size()), other = random.below(words.size());
    switch (random.below(4)) {
        case 0:
            std::swap(words[at], words[other]);
            break;
        case 1:
            words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), words[other]);
            break;
        case 2:
            if (words.size() > 1) words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
            break;
        default:
            words[at] = words[other];
    }
}

}  // namespace

void mutate_program(isa::Program& program, std::uint64_t max_dram_bytes, RandomSource& random) {
    for (std::uint32_t changes = random.mostly_small(1, 5); changes > 0; --changes) {
        const std::uint32_t what = random.below(20);
        if (what < 12) {
            mutate_word(program.instructions[random.below(program.instructions.size())], random);
        } else if (what < 16) {
            mutate_stream(program.instructions, random);
        } else if (what < 18) {
            if (program.segments.empty()) continue;  // a program without micro-ops
            auto& bytes = program.segments.front().bytes;
            bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.below(256));
        } else if (what < 19) {
            const std::size_t which = random.below(program.base.size());
            program.base[which] ^= std::uint64_t{1} << random.below(random.chance(80) ? 20 : 64);
        } else {
            program.dram_bytes = random.below(max_dram_bytes + 1);
        }
    }
}

}  // namespace vta::fuzz

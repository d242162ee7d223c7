// SPDX-License-Identifier: Apache-2.0
#include "isa/binary_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace vta::isa {

std::uint64_t file_bytes(const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) throw IoError(path, "no such file");
    if (!std::filesystem::is_regular_file(status)) throw IoError(path, "not a regular file");
    const std::uint64_t bytes = std::filesystem::file_size(path, error);
    if (error) throw IoError(path, error.message());
    return bytes;
}

std::vector<std::uint8_t> read_bytes(const std::string& path,
                                     std::uint64_t offset,
                                     std::uint64_t count) {
    const std::uint64_t size = file_bytes(path);
    if (offset > size || count > size - offset)
        throw IoError(path,
                      "has " + std::to_string(size) + " bytes; " + std::to_string(count) +
                          " from byte " + std::to_string(offset) + " are wanted");
    std::vector<std::uint8_t> bytes(count);
    std::ifstream file(path, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(count));
    if (!file) throw IoError(path, std::string("cannot be read: ") + std::strerror(errno));
    return bytes;
}

std::vector<std::uint8_t> read_bytes(const std::string& path) {
    return read_bytes(path, 0, file_bytes(path));
}

void write_bytes(const std::string& path, const std::vector<std::uint8_t>& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) throw IoError(path, std::string("cannot be written: ") + std::strerror(errno));
}

std::vector<Word128> instructions_from(const std::vector<std::uint8_t>& bytes) {
    VTA_CHECK(bytes.size() % kInstructionBytes == 0, "a part of an instruction");
    std::vector<Word128> words(bytes.size() / kInstructionBytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Word128& word = words[i / kInstructionBytes];
        std::uint64_t& half = i % kInstructionBytes < 8 ? word.low : word.high;
        half |= std::uint64_t{bytes[i]} << (8 * (i % 8));
    }
    return words;
}

std::vector<std::uint8_t> bytes_from(const std::vector<Word128>& instructions) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(instructions.size() * kInstructionBytes);
    for (const Word128& word : instructions)
        for (const std::uint64_t half : {word.low, word.high})
            for (int byte = 0; byte < 8; ++byte)
                bytes.push_back(static_cast<std::uint8_t>(half >> (8 * byte)));
    return bytes;
}

}  // namespace vta::isa

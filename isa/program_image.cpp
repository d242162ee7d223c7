// SPDX-License-Identifier: Apache-2.0
#include "isa/program_image.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/json_reader.h"
#include "isa/binary_file.h"
#include "isa/json_text.h"

namespace vta::isa {
namespace {

constexpr const char* kFormat = "vta-program";
constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kMaxDramBytes = std::uint64_t{1} << 40;
constexpr const char* kBaseNames[] = {"instructions", "uop", "inp", "wgt", "acc", "out"};

/// A whole number of 64 bits: a JSON integer, or a string with 0x and hex digits.
std::uint64_t unsigned_of(const JsonReader& value) {
    if (!value.is_string()) return value.as_unsigned(0, ~std::uint64_t{0});
    const std::string text = value.as_string();
    const bool well_formed =
        text.size() > 2 && text.size() <= 18 && text.compare(0, 2, "0x") == 0 &&
        text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string::npos;
    if (!well_formed) value.fail("an integer, or a string \"0x...\" of up to 16 hex digits");
    return std::stoull(text.substr(2), nullptr, 16);
}

/// Reads one manifest.
class ImageReader {
  public:
    explicit ImageReader(const std::string& path)
        : folder_(std::filesystem::path(path).parent_path()),
          manifest_(JsonReader::parse_file(path)) {}

    ProgramImage read() {
        if (!manifest_.is_object()) manifest_.fail("a program manifest (a JSON object)");
        manifest_.required("format").as_choice({kFormat});
        manifest_.required("version").as_unsigned(kVersion, kVersion);
        ProgramImage image;
        Program& program = image.program;
        if (const auto name = manifest_.optional("name")) program.name = name->as_string();
        if (const auto config = manifest_.optional("config")) image.config = config->as_string();
        const JsonReader dram = manifest_.required("dram_bytes");
        program.dram_bytes = unsigned_of(dram);
        if (program.dram_bytes > kMaxDramBytes) dram.fail("at most 2^40 bytes");
        if (const auto seed = manifest_.optional("dram_seed"))
            program.dram_seed = unsigned_of(*seed);
        read_base(program);
        read_instructions(program);
        if (const auto segments = manifest_.optional("segments"))
            for (const JsonReader& entry : segments->elements())
                program.segments.push_back(read_region<Segment>(entry, program.dram_bytes));
        if (const auto expected = manifest_.optional("expected"))
            for (const JsonReader& entry : expected->elements())
                program.expected.push_back(read_region<ExpectedRegion>(entry, program.dram_bytes));
        manifest_.refuse_unknown_keys();
        return image;
    }

  private:
    void read_base(Program& program) const {
        const JsonReader base = manifest_.required("base");
        for (std::size_t i = 0; i < kBaseRegisterCount; ++i) {
            const bool is_required = i == 0;
            if (is_required)
                program.base[i] = unsigned_of(base.required(kBaseNames[i]));
            else if (const auto address = base.optional(kBaseNames[i]))
                program.base[i] = unsigned_of(*address);
        }
        base.refuse_unknown_keys();
    }

    void read_instructions(Program& program) const {
        const JsonReader file = manifest_.required("instructions");
        const std::vector<std::uint8_t> bytes = read_named(file, 0, std::nullopt);
        if (bytes.empty() || bytes.size() % kInstructionBytes != 0)
            file.fail("a file of 16-byte instructions; it has " + std::to_string(bytes.size()) +
                      " bytes");
        refuse_outside(manifest_.required("base").required(kBaseNames[0]),
                       program.base[0],
                       bytes.size(),
                       program.dram_bytes);
        program.instructions = instructions_from(bytes);
    }

    /// The bytes of the file that `name` names; messages tell the key and the file.
    std::vector<std::uint8_t> read_named(const JsonReader& name,
                                         std::uint64_t offset,
                                         std::optional<std::uint64_t> count) const {
        const std::string text = name.as_string();
        // A zero byte would silently end the name for the operating system.
        if (text.empty() || text.find('\0') != std::string::npos) name.fail("a file name");
        const std::string path = (folder_ / text).string();
        try {
            const std::uint64_t size = file_bytes(path);
            if (size > kMaxDramBytes) throw IoError(path, "larger than any DRAM");
            return read_bytes(path, offset, count.value_or(size - std::min(offset, size)));
        } catch (const IoError& error) {
            name.fail(std::string("a file beside the manifest (") + error.what() + ")");
        }
    }

    static void refuse_outside(const JsonReader& address,
                               std::uint64_t begin,
                               std::uint64_t bytes,
                               std::uint64_t dram_bytes) {
        if (begin > dram_bytes || bytes > dram_bytes - begin)
            address.fail("room for " + std::to_string(bytes) +
                         " bytes below dram_bytes = " + std::to_string(dram_bytes));
    }

    template <class Region>
    Region read_region(const JsonReader& entry, std::uint64_t dram_bytes) const {
        Region region;
        if (const auto name = entry.optional("name")) region.name = name->as_string();
        const JsonReader address = entry.required("address");
        region.address = unsigned_of(address);
        std::uint64_t offset = 0;
        std::optional<std::uint64_t> count;
        if (const auto value = entry.optional("offset")) offset = unsigned_of(*value);
        if (const auto value = entry.optional("bytes")) count = unsigned_of(*value);
        region.bytes = read_named(entry.required("file"), offset, count);
        refuse_outside(address, region.address, region.bytes.size(), dram_bytes);
        entry.refuse_unknown_keys();
        return region;
    }

    std::filesystem::path folder_;
    JsonReader manifest_;
};

std::string hex_text(std::uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "\"0x%llx\"", static_cast<unsigned long long>(value));
    return text;
}

/// Letters, digits, '_', '.' and '-' of a name: what any file system takes.
std::string file_safe(const std::string& name) {
    std::string safe;
    for (const char c : name.substr(0, 40)) {
        const bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
        safe += keep ? c : '_';
    }
    return safe;
}

/// Writes the regions' files and returns their entries as JSON.
template <class Region>
std::string save_regions(const std::filesystem::path& folder,
                         const std::string& prefix,
                         const std::vector<Region>& regions) {
    std::string text;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const Region& region = regions[i];
        const std::string file = prefix + std::to_string(i) + "-" + file_safe(region.name) + ".bin";
        write_bytes((folder / file).string(), region.bytes);
        text += std::string(i == 0 ? "" : ",") + "\n  {\"name\": " + json_quoted(region.name) +
                ", \"address\": " + hex_text(region.address) + ", \"file\": " + json_quoted(file) +
                "}";
    }
    return "[" + text + (regions.empty() ? "]" : "\n ]");
}

}  // namespace

ProgramImage load_program_image(const std::string& path) { return ImageReader(path).read(); }

void save_program_image(const std::string& path, const ProgramImage& image) {
    const std::filesystem::path manifest(path);
    const std::filesystem::path folder = manifest.parent_path();
    const std::string stem = manifest.stem().string();
    const Program& program = image.program;
    const std::string instructions = stem + ".instructions.bin";
    write_bytes((folder / instructions).string(), bytes_from(program.instructions));
    std::string text = "{\n \"format\": " + json_quoted(kFormat) +
                       ",\n \"version\": " + std::to_string(kVersion) +
                       ",\n \"name\": " + json_quoted(program.name);
    if (!image.config.empty()) text += ",\n \"config\": " + json_quoted(image.config);
    text += ",\n \"dram_bytes\": " + hex_text(program.dram_bytes);
    if (program.dram_seed) text += ",\n \"dram_seed\": " + hex_text(*program.dram_seed);
    text += ",\n \"base\": {";
    for (std::size_t i = 0; i < kBaseRegisterCount; ++i)
        text += std::string(i == 0 ? "" : ", ") + json_quoted(kBaseNames[i]) + ": " +
                hex_text(program.base[i]);
    text += "},\n \"instructions\": " + json_quoted(instructions) +
            ",\n \"segments\": " + save_regions(folder, stem + ".", program.segments) +
            ",\n \"expected\": " + save_regions(folder, stem + ".expected-", program.expected) +
            "\n}\n";
    write_bytes(path, {text.begin(), text.end()});
}

}  // namespace vta::isa

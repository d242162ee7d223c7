// SPDX-License-Identifier: Apache-2.0
#include "isa/config_search.h"

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>

#include "base/error.h"
#include "base/json_reader.h"
#include "isa/hardware_config_json.h"

namespace vta::isa {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> search_folders() {
    std::vector<fs::path> folders;
    if (const char* named = std::getenv("VTA_CONFIG_DIR")) folders.emplace_back(named);
    std::error_code none;
    const fs::path program = fs::read_symlink("/proc/self/exe", none);
    if (!none) folders.push_back(program.parent_path() / "../share/vta/configs");
    folders.emplace_back(VTA_SOURCE_CONFIG_DIR);
    folders.emplace_back(VTA_INSTALLED_CONFIG_DIR);
    return folders;
}

bool is_file(const fs::path& path) {
    std::error_code none;
    return fs::is_regular_file(path, none);
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none found (set VTA_CONFIG_DIR)" : text;
}

HardwareConfig config_of_file(const std::string& path, const std::string& name) {
    const JsonReader file = JsonReader::parse_file(path);
    if (!file.is_object()) file.fail("an object of configurations by name");
    std::vector<std::string> names;
    for (const auto& [key, object] : file.members()) {
        if (key == name) return config_from_json(object, name);
        names.push_back(key);
    }
    throw ConfigError(path + ": no configuration '" + name + "'; it has: " + joined(names));
}

/// 2^exponent, or 0 (refused later by its key) where that is no 32-bit number.
std::uint32_t power(unsigned long exponent) { return exponent < 32 ? 1u << exponent : 0; }

}  // namespace

std::vector<std::string> shipped_config_names() {
    std::set<std::string> names;
    for (const fs::path& folder : search_folders()) {
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(folder, none))
            if (entry.path().extension() == ".json") names.insert(entry.path().stem().string());
    }
    return {names.begin(), names.end()};
}

std::optional<std::string> shipped_config_path(const std::string& name) {
    if (name.empty() || name.find('/') != std::string::npos) return std::nullopt;
    for (const fs::path& folder : search_folders()) {
        const fs::path file = folder / (name + ".json");
        if (is_file(file)) return file.lexically_normal().string();
    }
    return std::nullopt;
}

std::optional<HardwareParameters> parse_config_string(const std::string& text) {
    static const std::regex kForm(
        "([0-9]{1,3})x([0-9]{1,3})(x([0-9]{1,3}))?_i([0-9]{1,2})w([0-9]{1,2})a([0-9]{1,2})"
        "_([0-9]{1,2})_([0-9]{1,2})_([0-9]{1,2})_([0-9]{1,2})");
    std::smatch match;
    if (text.size() > 64 || !std::regex_match(text, match, kForm)) return std::nullopt;
    const auto number = [&match](std::size_t group) {
        return static_cast<std::uint32_t>(std::stoul(match[group]));
    };
    HardwareParameters p;
    p.name = text;
    p.batch = number(1);
    p.block_in = number(2);
    p.block_out = match[3].matched ? number(4) : p.block_in;
    p.inp_bits = p.out_bits = number(5);
    p.wgt_bits = number(6);
    p.acc_bits = number(7);
    // As in a vta_config.json with this LOG_UOP_BUFF_SIZE: fields and storage alike.
    p.uop_index_bits = number(8) >= 2 ? number(8) - 2 : 0;
    p.uop_depth = power(p.uop_index_bits);
    const auto depth = [](std::uint32_t log2_bytes, std::uint32_t elem_bytes) {
        return elem_bytes == 0 ? 0 : power(log2_bytes) / elem_bytes;
    };
    p.inp_depth = depth(number(9), p.batch * p.block_in * p.inp_bits / 8);
    p.wgt_depth = depth(number(10), p.block_out * p.block_in * p.wgt_bits / 8);
    p.acc_depth = depth(number(11), p.batch * p.block_out * p.acc_bits / 8);
    return p;
}

HardwareConfig find_config(const std::string& text) {
    const std::size_t hash = text.rfind(".json#");
    if (hash != std::string::npos)
        return config_of_file(text.substr(0, hash + 5), text.substr(hash + 6));
    if (ends_with(text, ".json") || text.find('/') != std::string::npos || is_file(text))
        return load_config(text);
    if (const auto parameters = parse_config_string(text)) return HardwareConfig(*parameters);
    if (const auto path = shipped_config_path(text)) return load_config(*path);
    throw ConfigError("no configuration '" + text + "'; known: " + joined(shipped_config_names()) +
                      "; or give a JSON file, FILE.json#NAME or a string such as " +
                      HardwareConfig().config_string());
}

}  // namespace vta::isa

// SPDX-License-Identifier: Apache-2.0
#include "tests/functional/golden_vectors.h"

#include <boost/crc.hpp>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace vta::tests {
namespace {

std::vector<std::uint8_t> bytes_of_hex(const std::string& hex) {
    std::vector<std::uint8_t> bytes(hex.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
    return bytes;
}

GoldenLaunch launch_of(const nlohmann::json& json) {
    GoldenLaunch launch;
    for (const std::string hex : json.at("instructions"))
        launch.instructions.push_back({std::stoull(hex.substr(16), nullptr, 16),
                                       std::stoull(hex.substr(0, 16), nullptr, 16)});
    if (json.contains("dram_crc32") && json["dram_crc32"].is_string())
        launch.dram_crc32 = json["dram_crc32"];
    if (json.contains("dram_crc32_sequential"))
        launch.dram_crc32_sequential = json["dram_crc32_sequential"];
    launch.acc_writes = json.at("acc_writes");
    return launch;
}

GoldenRecord record_of(const nlohmann::json& json, const std::string& stem) {
    GoldenRecord record;
    record.name = json.at("name");
    record.config = json.value("config", stem);
    record.program.base = json.at("base");
    record.program.dram_bytes = json.at("dram_bytes");
    record.program.dram_seed = json.at("dram_seed").get<std::uint64_t>();
    for (const auto& preload : json.at("preload"))
        record.program.segments.push_back({"preload", preload.at(0), bytes_of_hex(preload.at(1))});
    if (json.contains("launches"))
        for (const auto& launch : json["launches"]) record.launches.push_back(launch_of(launch));
    else
        record.launches.push_back(launch_of(json));
    return record;
}

}  // namespace

std::vector<GoldenRecord> read_golden(const std::string& path) {
    std::vector<GoldenRecord> records;
    std::ifstream file(path);
    const std::string stem = std::filesystem::path(path).stem().string();
    for (std::string line; std::getline(file, line);)
        records.push_back(record_of(nlohmann::json::parse(line), stem));
    return records;
}

isa::HardwareConfig golden_config(const std::string& configs_path, const std::string& name) {
    std::ifstream file(configs_path);
    const nlohmann::json json = nlohmann::json::parse(file).at(name);
    isa::HardwareParameters p;
    p.name = name;
    p.batch = json.at("batch");
    p.block_in = json.at("block_in");
    p.block_out = json.at("block_out");
    p.inp_bits = json.at("inp_bits");
    p.wgt_bits = json.at("wgt_bits");
    p.acc_bits = json.at("acc_bits");
    p.out_bits = json.at("out_bits");
    p.uop_depth = json.at("uop_depth");
    p.inp_depth = json.at("inp_depth");
    p.wgt_depth = json.at("wgt_depth");
    p.acc_depth = json.at("acc_depth");
    p.instruction_queue_depth = json.at("instruction_queue_depth");
    p.memory_data_bits = json.at("memory_data_bits");
    p.memory_burst_length_bits = json.at("memory_burst_length_bits");
    p.memory_address_bits = json.at("memory_address_bits");
    return isa::HardwareConfig(p, configs_path);
}

std::string crc32_hex(const std::uint8_t* bytes, std::size_t count) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes, count);
    return fmt::format("{:08x}", crc.checksum());
}

}  // namespace vta::tests

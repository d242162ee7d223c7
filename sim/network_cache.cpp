// SPDX-License-Identifier: Apache-2.0
#include "sim/network_cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/network_operators.h"
#include "sim/version.h"

namespace vta::sim {

namespace {

namespace fs = std::filesystem;

std::string cache_folder() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && *cache == '/') return std::string(cache) + "/vta/schedules";
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') return "";
    return std::string(home) + "/.cache/vta/schedules";
}

// FNV-1a.
std::uint64_t hash(const std::string& text, std::uint64_t state) {
    for (const char c : text) {
        state ^= static_cast<std::uint8_t>(c);
        state *= 0x100000001b3u;
    }
    return state;
}

std::string config_text(const isa::HardwareConfig& config) {
    const isa::HardwareParameters& p = config.parameters();
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
                       p.batch,
                       p.block_in,
                       p.block_out,
                       p.inp_bits,
                       p.wgt_bits,
                       p.acc_bits,
                       p.out_bits,
                       p.uop_index_bits,
                       p.uop_depth,
                       p.inp_depth,
                       p.wgt_depth,
                       p.acc_depth,
                       p.instruction_queue_depth,
                       p.outstanding_reads,
                       p.memory_data_bits,
                       p.memory_burst_length_bits,
                       p.memory_address_bits,
                       p.memory_first_beat_latency,
                       static_cast<int>(p.memory_latency_per),
                       p.memory_cycles_per_beat,
                       p.memory_request_queue_depth);
}

std::string graph_text(const workloads::Graph& graph) {
    std::string text = std::to_string(static_cast<int>(graph.arithmetic));
    for (const workloads::Tensor& tensor : graph.tensors) {
        text += fmt::format("\nT{} {} {}",
                            workloads::to_string(tensor.type),
                            workloads::to_string(tensor.shape),
                            tensor.constant);
        if (!tensor.quantisation) continue;
        for (const float scale : tensor.quantisation->scales) text += fmt::format(" {}", scale);
        for (const std::int32_t zero : tensor.quantisation->zero_points)
            text += fmt::format(" z{}", zero);
    }
    for (const workloads::Node& node : graph.nodes) {
        text += fmt::format("\nN{} {}", node.name, operator_json(node.op).dump());
        for (const workloads::TensorId id : node.inputs) text += fmt::format(" {}", id);
        text += fmt::format(" > {}", node.output);
    }
    return text;
}

}  // namespace

ScheduleCache::ScheduleCache(const isa::HardwareConfig& config,
                             const workloads::Graph& graph,
                             std::uint32_t virtual_threads) {
    const std::string folder = cache_folder();
    if (folder.empty()) return;
    const std::string key = fmt::format(
        "{}\n{}\n{}\n{}", version_text(), virtual_threads, config_text(config), graph_text(graph));
    path_ = fmt::format("{}/{:016x}{:016x}.json",
                        folder,
                        hash(key, 0xcbf29ce484222325u),
                        hash(key, 0x9e3779b97f4a7c15u));
}

std::string ScheduleCache::load() const {
    if (path_.empty()) return "";
    std::ifstream file(path_);
    if (!file) return "";
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void ScheduleCache::store(const std::string& schedules) const {
    if (path_.empty()) return;
    std::error_code error;
    fs::create_directories(fs::path(path_).parent_path(), error);
    if (error) return;
    // Other processes see the old file or the whole new one.
    const std::string temporary = fmt::format("{}.{}", path_, ::getpid());
    std::ofstream file(temporary);
    file << schedules;
    file.close();
    if (file) {
        fs::rename(temporary, path_, error);
    } else {
        fs::remove(temporary, error);
    }
}

}  // namespace vta::sim

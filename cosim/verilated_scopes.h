// SPDX-License-Identifier: Apache-2.0
// Finds variables of a Verilated design by the names of their scopes. Part of
// verilated_wrapper.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <verilated.h>
#include <verilated_syms.h>

namespace {

/// A scratchpad of our RTL: tensor i lies in bank i mod banks; a bank is made of blocks.
struct Block {
    std::size_t bank, block;
    const VerilatedVar* memory;
};

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// The variable of a scope whose name ends so, or null.
template <typename T>
const T* find_variable(VerilatedContext& context, const std::string& scope_end, const char* name) {
    const VerilatedScopeNameMap* scopes = context.scopeNameMap();
    if (scopes == nullptr) return nullptr;
    for (const auto& [scope_name, scope] : *scopes) {
        if (!ends_with(scope_name, scope_end)) continue;
        const VerilatedVar* variable = scope->varFind(name);
        if (variable != nullptr) return static_cast<const T*>(variable->datap());
    }
    return nullptr;
}

std::size_t index_after(const std::string& name, const char* what) {
    const std::size_t at = name.find(what);
    return at == std::string::npos
               ? 0
               : std::strtoul(name.c_str() + at + std::strlen(what), nullptr, 10);
}

/// All memories of the scopes whose name contains `part`, by bank and block.
std::vector<Block> blocks_of(VerilatedContext& context, const std::string& part) {
    std::vector<Block> blocks;
    const VerilatedScopeNameMap* scopes = context.scopeNameMap();
    if (scopes == nullptr) return blocks;
    for (const auto& [scope_name, scope] : *scopes) {
        const std::string name = scope_name;
        if (name.find(part) == std::string::npos || name.find(".u_sram.") == std::string::npos)
            continue;
        const VerilatedVar* memory = scope->varFind("mem");
        if (memory == nullptr) continue;
        const std::size_t bank =
            std::max(index_after(name, ".gen_bank["), index_after(name, ".gen_lane["));
        blocks.push_back({bank, index_after(name, ".gen_block["), memory});
    }
    std::sort(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) {
        return std::make_pair(a.bank, a.block) < std::make_pair(b.bank, b.block);
    });
    return blocks;
}

/// A variable "data_left" of a loader, and its read client in the order of cycle::Client.
using LoaderProbe = std::pair<unsigned, const std::uint8_t*>;

std::vector<LoaderProbe> find_loader_probes(VerilatedContext& context) {
    static const char* const kLoaders[] = {"",
                                           ".u_tensor_load_uop.",
                                           ".u_tensor_load_inp.",
                                           ".u_tensor_load_wgt.",
                                           ".u_tensor_load_acc."};
    std::vector<LoaderProbe> probes;
    const VerilatedScopeNameMap* scopes = context.scopeNameMap();
    if (scopes == nullptr) return probes;
    for (const auto& [scope_name, scope] : *scopes) {
        if (!ends_with(scope_name, ".u_loader_probe")) continue;
        const VerilatedVar* variable = scope->varFind("data_left");
        for (unsigned client = 1; client < 5 && variable != nullptr; ++client)
            if (std::strstr(scope_name, kLoaders[client]) != nullptr)
                probes.emplace_back(client, static_cast<const std::uint8_t*>(variable->datap()));
    }
    return probes;
}

}  // namespace

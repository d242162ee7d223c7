// SPDX-License-Identifier: Apache-2.0
#include "cosim/divergence_modules.h"

#include <algorithm>

#include "isa/codec.h"

namespace vta::cosim {

namespace {

using isa::Instruction;
using isa::MemoryType;
using isa::Module;

const char* path_of(Module module) {
    static constexpr const char* kPaths[] = {"core.load", "core.compute", "core.store"};
    return kPaths[static_cast<std::size_t>(module)];
}

const char* path_of_client(std::uint8_t client) {
    static constexpr const char* kPaths[] = {"core.fetch",
                                             "core.compute.tensor_load_uop",
                                             "core.load.tensor_load_inp",
                                             "core.load.tensor_load_wgt",
                                             "core.compute.tensor_load_acc"};
    return client < cycle::kClientCount ? kPaths[client] : "core";
}

std::optional<Module> module_of_client(std::uint8_t client) {
    switch (static_cast<cycle::Client>(client)) {
        case cycle::Client::kInp:
        case cycle::Client::kWgt:
            return Module::kLoad;
        case cycle::Client::kUop:
        case cycle::Client::kAcc:
            return Module::kCompute;
        default:
            return std::nullopt;
    }
}

// The queue that an instruction of `module` pops with pop_prev or pop_next lies in its consumer.
std::string popped_queue_path(Module module, bool prev) {
    switch (module) {
        case Module::kLoad:
            return "core.load.compute_to_load";
        case Module::kCompute:
            return prev ? "core.compute.load_to_compute" : "core.compute.store_to_compute";
        default:
            return "core.store.compute_to_store";
    }
}

cycle::Cycle cycle_if(const Event* event) { return event != nullptr ? event->cycle : -1; }

// Whether the instruction pushes into the queue that `consumer` pops with this flag.
bool pushes_to(const Instruction& instruction, Module consumer, bool prev) {
    const auto producer = static_cast<int>(consumer) + (prev ? -1 : 1);
    if (static_cast<int>(isa::module_of(instruction)) != producer) return false;
    return prev ? instruction.push_next : instruction.push_prev;
}

}  // namespace

std::string worker_of(const Instruction& instruction) {
    const std::string module = path_of(isa::module_of(instruction));
    if (instruction.is_sync()) return module;
    switch (instruction.opcode) {
        case isa::Opcode::kLoad:
            return module + ".tensor_load_" +
                   isa::to_string(instruction.memory_type == MemoryType::kAcc8
                                      ? MemoryType::kAcc
                                      : instruction.memory_type);
        case isa::Opcode::kGemm:
            return module + ".tensor_gemm";
        case isa::Opcode::kAlu:
            return module + ".tensor_alu";
        case isa::Opcode::kStore:
            return module + ".tensor_store";
        default:
            return module;
    }
}

// The message holds the path of the assertion that failed.
std::vector<std::string> modules_of_error(const std::string& message) {
    if (message.find("cycle counter") != std::string::npos) return {"core.event_counters", "vcr"};
    const std::size_t begin = message.find("u_");
    if (begin == std::string::npos) return {"core"};
    const std::size_t end = message.find_first_of(" :,'\n", begin);
    std::string path;
    std::string part;
    for (const char c : message.substr(begin, end - begin) + '.') {
        if (c != '.') {
            part += c;
            continue;
        }
        // Instances only: no generate blocks, no assertions.
        if (part.compare(0, 2, "u_") == 0) path += (path.empty() ? "" : ".") + part.substr(2);
        part.clear();
    }
    return {path};
}

std::vector<std::string> writers_of(MemoryType type) {
    switch (type) {
        case MemoryType::kUop:
            return {"core.compute.tensor_load_uop"};
        case MemoryType::kInp:
            return {"core.load.tensor_load_inp"};
        case MemoryType::kWgt:
            return {"core.load.tensor_load_wgt"};
        case MemoryType::kOut:
            return {"core.compute.tensor_gemm", "core.compute.tensor_alu"};
        default:
            return {"core.compute.tensor_gemm",
                    "core.compute.tensor_alu",
                    "core.compute.tensor_load_acc"};
    }
}

ModuleFinder::ModuleFinder(const isa::HardwareConfig& config,
                           const isa::Program& program,
                           const EventLog& reference,
                           const EventLog& candidate)
    : reference_(reference), candidate_(candidate) {
    const isa::Codec codec(config);
    for (const isa::Word128& word : program.instructions)
        instructions_.push_back(codec.decode(word));
}

std::optional<cycle::Cycle> ModuleFinder::cycle_of(EventKind kind, std::uint32_t index) const {
    for (const EventLog* log : {&reference_, &candidate_})
        for (std::size_t module = 0; module < isa::kModuleCount; ++module)
            for (const Event& event : log->sequence(kind, module).kept)
                if (event.index == index) return event.cycle;
    return std::nullopt;
}

std::optional<std::uint32_t> ModuleFinder::executing(Module module, cycle::Cycle cycle) const {
    std::optional<std::uint32_t> index;
    for (const Event& event :
         reference_.sequence(EventKind::kStart, static_cast<std::size_t>(module)).kept) {
        if (event.cycle > cycle) break;
        index = event.index;
    }
    return index;
}

std::optional<std::uint32_t> ModuleFinder::producer(std::uint32_t index, bool prev) const {
    const Module consumer = isa::module_of(*instructions_[index]);
    std::size_t pops = 0;
    for (std::uint32_t at = 0; at < index; ++at) {
        const auto& other = instructions_[at];
        if (!other || isa::module_of(*other) != consumer) continue;
        pops += (prev ? other->pop_prev : other->pop_next) ? 1 : 0;
    }
    for (std::uint32_t at = 0; at < instructions_.size(); ++at)
        if (instructions_[at] && pushes_to(*instructions_[at], consumer, prev) && pops-- == 0)
            return at;
    return std::nullopt;
}

// A start waits for the dispatch, the end of the instruction before, and tokens: the latest of them
// is what a difference points to.
std::vector<std::string> ModuleFinder::modules_of_start(const EventDifference& difference) const {
    const std::uint32_t index = difference.any().index;
    const auto module = static_cast<Module>(difference.any().place);
    if (index >= instructions_.size() || !instructions_[index]) return {path_of(module)};
    cycle::Cycle other = cycle_of(EventKind::kDispatch, index).value_or(0);
    for (const Event& event : reference_.sequence(EventKind::kDone, difference.any().place).kept)
        if (event.index < index) other = std::max(other, event.cycle);
    std::vector<std::string> modules;
    for (const bool prev : {true, false}) {
        if (!(prev ? instructions_[index]->pop_prev : instructions_[index]->pop_next)) continue;
        const auto from = producer(index, prev);
        const auto pushed = from ? cycle_of(EventKind::kDone, *from) : std::nullopt;
        const bool decides = !pushed || *pushed >= other || difference.candidate == nullptr ||
                             difference.cycle <= *pushed;
        if (!decides) continue;
        modules.push_back(popped_queue_path(module, prev));
        modules.emplace_back(
            path_of(static_cast<Module>(static_cast<int>(module) + (prev ? -1 : 1))));
    }
    modules.emplace_back(path_of(module));
    return modules;
}

// Who asks comes before who grants; another client's turn is the choice of who grants.
std::vector<std::string> ModuleFinder::modules_of_read(const EventDifference& difference) const {
    const Event* const a = difference.reference;
    const Event* const b = difference.candidate;
    const std::string client = path_of_client(difference.any().place);
    const bool known = a != nullptr && b != nullptr;
    if (known && a->address == b->address && a->beats == b->beats && a->id != b->id)
        return {"vme.vme_read"};
    if (known && a->address != b->address) {
        // The candidate's request comes later on the reference side: the order differs.
        for (const Event& event : reference_.sequence(EventKind::kReadRequest, 0).kept)
            if (&event > a && event.address == b->address && event.beats == b->beats &&
                event.place != a->place)
                return {"vme.vme_read", client};
    }
    // No request is granted while a last beat is on the bus: one that is breaks the engine's rule.
    for (const Event& run : reference_.sequence(EventKind::kReadData, 0).kept)
        if (run.cycle + run.beats - 1 == difference.cycle && difference.cycle == cycle_if(b))
            return {"vme.vme_read", client};
    return {client, "vme.vme_read"};
}

// A burst that begins in time but is cut into more runs is one that its reader held up.
std::vector<std::string> ModuleFinder::modules_of_data(const EventDifference& difference) const {
    const Event* const a = difference.reference;
    const Event* const b = difference.candidate;
    const std::string client = path_of_client(difference.any().place);
    if (a != nullptr && b != nullptr && a->cycle == b->cycle && a->id == b->id)
        return {client, "vme.vme_read", "memory"};
    return {"memory", "vme.vme_read", client};
}

std::vector<std::string> ModuleFinder::modules_of(const EventDifference& difference) const {
    const Event& event = difference.any();
    const bool known = event.index < instructions_.size() && instructions_[event.index];
    switch (event.kind) {
        case EventKind::kReadData:
            return modules_of_data(difference);
        case EventKind::kReadRequest:
            return modules_of_read(difference);
        case EventKind::kWriteRequest:
            return {"core.store.tensor_store", "vme.vme_write"};
        case EventKind::kWriteResponse:
            return {"core.store.tensor_store", "vme.vme_write", "memory"};
        case EventKind::kDone: {
            const auto module = static_cast<Module>(event.place);
            if (!known) return {path_of(module)};
            const std::string worker = worker_of(*instructions_[event.index]);
            if (worker == path_of(module)) return {worker};
            return {worker, path_of(module)};
        }
        case EventKind::kTokenPush:
        case EventKind::kTokenPop: {
            static constexpr const char* kQueues[] = {"core.compute.load_to_compute",
                                                      "core.load.compute_to_load",
                                                      "core.store.compute_to_store",
                                                      "core.compute.store_to_compute"};
            static constexpr const char* kProducers[] = {
                "core.load", "core.compute", "core.compute", "core.store"};
            return {kQueues[event.place], kProducers[event.place]};
        }
        case EventKind::kStart:
            return modules_of_start(difference);
        case EventKind::kDispatch:
            return {"core.fetch",
                    path_of(static_cast<Module>(event.place)) + std::string(".inst_queue")};
        default:
            return {"core.compute", "vcr"};
    }
}

std::optional<std::uint32_t> ModuleFinder::instruction_of(const EventDifference& difference) const {
    const Event& event = difference.any();
    std::optional<std::uint32_t> index;
    switch (event.kind) {
        case EventKind::kDispatch:
        case EventKind::kStart:
        case EventKind::kDone:
        case EventKind::kTokenPop:
        case EventKind::kTokenPush:
            index = event.index;
            break;
        case EventKind::kReadRequest:
        case EventKind::kReadData:
            if (const auto module = module_of_client(event.place))
                index = executing(*module, difference.cycle);
            break;
        case EventKind::kWriteRequest:
        case EventKind::kWriteResponse:
            index = executing(Module::kStore, difference.cycle);
            break;
        default:
            break;
    }
    if (index && *index >= instructions_.size()) index.reset();
    return index;
}

}  // namespace vta::cosim

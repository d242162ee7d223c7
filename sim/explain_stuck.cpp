// SPDX-License-Identifier: Apache-2.0
#include "sim/explain_stuck.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <optional>

#include "isa/codec.h"
#include "isa/disassembler.h"
#include "sim/missing_push.h"

namespace vta::sim {

namespace {

using isa::Module;

constexpr std::uint32_t kNone = 0xffffffff;  // no instruction

// Who waits for whom: the three modules, then Fetch.
constexpr std::size_t kFetch = isa::kModuleCount;
constexpr std::size_t kNodes = isa::kModuleCount + 1;
using Graph = boost::adjacency_list<boost::setS, boost::vecS, boost::directedS>;

const char* node_name(std::size_t node) {
    return node == kFetch ? "fetch" : isa::to_string(static_cast<Module>(node));
}

class Explanation {
  public:
    Explanation(const isa::HardwareConfig& config,
                const std::vector<isa::Word128>& instructions,
                const TokenCounts& tokens,
                const isa::StuckState& state,
                const PushJudge& judge)
        : codec_(config),
          instructions_(instructions),
          program_(codec_, instructions, config.parameters().instruction_queue_depth, tokens),
          state_(state),
          judge_(judge),
          graph_(kNodes) {}

    std::string text() {
        lines_ = "the program can never finish";
        for (const isa::WaitingModule& waiting : state_.waiting) {
            if (waiting.lacks_prev) explain_wait(waiting, true);
            if (waiting.lacks_next) explain_wait(waiting, false);
        }
        explain_dispatch();
        if (queues_.empty() && !state_.blocked_dispatch) explain_end();
        explain_circle();
        explain_missing_pushes();
        return lines_;
    }

  private:
    void line(const std::string& text) { lines_ += "\n  " + text; }

    std::string instruction(std::uint32_t index) const {
        if (index >= instructions_.size()) return fmt::format("instruction {}", index);
        return fmt::format("instruction {} ({})", index, disassembly(index));
    }
    std::string disassembly(std::uint32_t index) const {
        return isa::disassemble(codec_, instructions_[index]);
    }

    // Instructions of the module among its first `count` that pop from or push to the queue.
    std::uint32_t count(TokenQueue queue, bool pops, std::uint32_t count) const {
        const auto q = static_cast<std::size_t>(queue);
        const auto& stream = program_.stream(pops ? consumer_of(queue) : producer_of(queue));
        std::uint32_t found = 0;
        for (std::size_t i = 0; i < stream.size() && i < count; ++i) {
            const TokenStep& step = program_.steps()[stream[i]];
            found += (pops ? step.pops[q] : step.pushes[q]) ? 1 : 0;
        }
        return found;
    }
    std::uint32_t executed(Module module) const {
        return state_.executed[static_cast<std::size_t>(module)];
    }

    void explain_wait(const isa::WaitingModule& waiting, bool prev) {
        const auto popped = popped_queue(waiting.module, prev);
        if (!popped) return;
        const TokenQueue queue = *popped;
        queues_.push_back(queue);
        const std::uint32_t pops = count(queue, true, executed(waiting.module));
        const std::uint32_t pushes = count(queue, false, executed(producer_of(queue)));
        std::string before;
        if (program_.tokens(queue) > 0) {
            before = fmt::format("{} left by earlier launches, ", program_.tokens(queue));
        }
        line(fmt::format(
            "{} waits at {} for token {} of the queue {}: {}{} pushed and {} popped so far",
            isa::to_string(waiting.module),
            instruction(waiting.index),
            pops + 1,
            to_string(queue),
            before,
            pushes,
            pops));
        explain_producer(waiting.module, queue, pushes);
    }

    // Which instruction would push next: the one after the `pushes` that already did.
    void explain_producer(Module consumer, TokenQueue queue, std::uint32_t pushes) {
        const Module producer = producer_of(queue);
        const auto& stream = program_.stream(producer);
        std::uint32_t seen = 0;
        std::uint32_t last = kNone;
        std::uint32_t without = kNone;  // the first after the last push that lacks the flag
        for (const std::uint32_t index : stream) {
            const bool push = program_.steps()[index].pushes[static_cast<std::size_t>(queue)];
            if (push && seen == pushes) return explain_future_push(consumer, queue, index);
            if (push) {
                ++seen;
                last = index;
                without = kNone;
            } else if (without == kNone) {
                without = index;
            }
        }
        explain_no_push(queue, last, without);
    }

    void explain_future_push(Module consumer, TokenQueue queue, std::uint32_t index) {
        const Module producer = producer_of(queue);
        std::string why;
        const auto waiting = std::find_if(
            state_.waiting.begin(), state_.waiting.end(), [producer](const auto& other) {
                return other.module == producer;
            });
        if (index >= state_.dispatched) {
            why = "which fetch has not handed out";
            add_edge(static_cast<std::size_t>(consumer), kFetch, graph_);
        } else if (waiting != state_.waiting.end() && waiting->index == index) {
            why = fmt::format("where {} waits itself", isa::to_string(producer));
        } else if (waiting != state_.waiting.end()) {
            why = fmt::format("behind instruction {}, where {} waits itself",
                              waiting->index,
                              isa::to_string(producer));
        } else {
            why = "which has not run";
        }
        if (waiting != state_.waiting.end()) {
            add_edge(
                static_cast<std::size_t>(consumer), static_cast<std::size_t>(producer), graph_);
        }
        line(fmt::format(
            "  its producer is {} {}, {}", isa::to_string(producer), instruction(index), why));
    }

    void explain_no_push(TokenQueue queue, std::uint32_t last, std::uint32_t without) {
        const char* producer = isa::to_string(producer_of(queue));
        const char* flag = push_flag_of(queue);
        std::string text =
            fmt::format("  its producer is missing: {} has no further {}", producer, flag);
        if (last != kNone) text += fmt::format("; the last is {}", instruction(last));
        if (without != kNone) {
            text += fmt::format("; {} is the first {}without it",
                                instruction(without),
                                last != kNone ? "after it " : "of this module ");
        } else {
            text += fmt::format(
                "; no {}instruction of {} follows", last != kNone ? "further " : "", producer);
        }
        line(text);
    }

    void explain_dispatch() {
        if (!state_.blocked_dispatch) return;
        const std::uint32_t index = *state_.blocked_dispatch;
        std::string module = "its module";
        if (index < program_.steps().size() && program_.steps()[index].decodable) {
            const Module target = program_.steps()[index].module;
            module = isa::to_string(target);
            add_edge(kFetch, static_cast<std::size_t>(target), graph_);
        }
        line(fmt::format("fetch cannot hand out {}: the command queue of {} is full",
                         instruction(index),
                         module));
    }

    void explain_end() {
        const auto& steps = program_.steps();
        const bool has_finish = std::any_of(steps.begin(), steps.end(), [](const TokenStep& step) {
            return step.decodable && step.instruction.opcode == isa::Opcode::kFinish;
        });
        line(has_finish ? "nothing is left to do, and FINISH was not reached"
                        : fmt::format("all {} instructions ran, and none of them is a FINISH",
                                      steps.size()));
    }

    void explain_circle() {
        std::vector<int> component(kNodes);
        const int components = boost::strong_components(
            graph_,
            boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph_)));
        for (int c = 0; c < components; ++c) {
            const auto members = std::count(component.begin(), component.end(), c);
            if (members < 2) continue;
            const auto first = std::find(component.begin(), component.end(), c);
            line("circle: " +
                 walk_circle(static_cast<std::size_t>(first - component.begin()), component));
        }
    }

    // "load waits for compute, compute waits for load", along edges inside one component.
    std::string walk_circle(std::size_t start, const std::vector<int>& component) const {
        std::vector<std::size_t> walk;
        std::size_t node = start;
        auto seen = walk.end();
        while ((seen = std::find(walk.begin(), walk.end(), node)) == walk.end()) {
            walk.push_back(node);
            std::optional<std::size_t> next;
            const auto range = out_edges(node, graph_);
            for (auto edge = range.first; edge != range.second; ++edge) {
                const std::size_t to = target(*edge, graph_);
                if (component[to] == component[start] && !next) next = to;
            }
            node = *next;  // every node of a component of several has an edge inside it
        }
        // The walk may have begun outside the circle that it ran into.
        walk.erase(walk.begin(), seen);
        std::string text;
        for (std::size_t i = 0; i < walk.size(); ++i) {
            text += fmt::format("{}{} waits for {}",
                                i == 0 ? "" : ", ",
                                node_name(walk[i]),
                                node_name(walk[(i + 1) % walk.size()]));
        }
        return text;
    }

    void explain_missing_pushes() {
        if (queues_.empty()) return;
        const MissingPushes missing = find_missing_pushes(program_, judge_);
        for (const MissingPush& push : missing.pushes) {
            line(fmt::format("most likely missing producer: {} {} without {} to the queue {}",
                             isa::to_string(producer_of(push.queue)),
                             instruction(push.index),
                             push_flag_of(push.queue),
                             to_string(push.queue)));
        }
        if (!missing.pushes.empty() && missing.would_finish) {
            line(fmt::format("with {} the program reaches FINISH",
                             missing.pushes.size() == 1 ? "that flag" : "these flags"));
        }
    }

    const isa::Codec codec_;
    const std::vector<isa::Word128>& instructions_;
    const TokenProgram program_;
    const isa::StuckState& state_;
    const PushJudge& judge_;
    Graph graph_;
    std::vector<TokenQueue> queues_;  ///< those that somebody waits for
    std::string lines_;
};

}  // namespace

std::string explain_stuck(const isa::HardwareConfig& config,
                          const std::vector<isa::Word128>& instructions,
                          const TokenCounts& tokens,
                          const isa::StuckState& state,
                          const PushJudge& judge) {
    return Explanation(config, instructions, tokens, state, judge).text();
}

}  // namespace vta::sim

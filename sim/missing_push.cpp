// SPDX-License-Identifier: Apache-2.0
#include "sim/missing_push.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace vta::sim {

namespace {

// What an instruction and its neighbours look like, one small number a feature.
constexpr std::size_t kNeighbours = 4;  // itself, the one before it, two after it
constexpr std::size_t kFeaturesEach = 4;
constexpr std::size_t kFeatures = kNeighbours * kFeaturesEach + 2;
constexpr std::size_t kOwnWeight = 3;  // the instruction itself tells more than its neighbours
constexpr std::int16_t kAbsent = -1;
using Look = std::array<std::int16_t, kFeatures>;

// Different looks of pushing instructions that a candidate is compared with.
constexpr std::size_t kMaxLooks = 256;
// As many silent instructions of one look can be a mistake; more are the program's style.
constexpr std::size_t kMaxOddOnes = 3;
// Token steps that the trial runs for one flag may take: a few hundredths of a second.
constexpr std::uint64_t kTrialBudget = 4'000'000;
// More flags than this are not looked for: the program is wrong in another way.
constexpr std::size_t kMaxMissing = 6;
// Flags that a judge is asked about, and instructions that it may look at for them all: each takes
// a check of the whole program.
constexpr std::size_t kMaxJudged = 24;
constexpr std::uint64_t kJudgeBudget = 200'000;

struct Candidate {
    TokenQueue queue = TokenQueue::kLoadToCompute;
    std::uint32_t index = 0;
    bool odd_one = false;      ///< looks just like instructions that push, and more pushes follow
    int place = 0;             ///< 2: between two pops that no push separates; 1: at the start
    std::size_t likeness = 0;  ///< features that agree with the most similar pushing instruction
    std::size_t gap = 0;       ///< instructions of the module between the pushes around it
};

bool more_likely(const Candidate& a, const Candidate& b) {
    if (a.odd_one != b.odd_one) return a.odd_one;
    if (a.place != b.place) return a.place > b.place;
    if (a.likeness != b.likeness) return a.likeness > b.likeness;
    if (a.gap != b.gap) return a.gap > b.gap;
    return a.index > b.index;  // flags sit at the end of a group rather than at its start
}

// Tokens popped minus tokens ever there, over the whole program.
std::int64_t deficit(const TokenProgram& program, TokenQueue queue) {
    const auto q = static_cast<std::size_t>(queue);
    std::int64_t balance = -std::int64_t{program.tokens(queue)};
    for (const TokenStep& step : program.steps()) {
        balance += (step.pops[q] ? 1 : 0) - (step.pushes[q] ? 1 : 0);
    }
    return balance;
}

// Programs push about once between two pops of a queue, in program order. Where a flag is missing
// there are two pops in a row although the producer had work in between; or, if there are none, the
// tokens at the start are too few.
class PopIntervals {
  public:
    PopIntervals(const TokenProgram& program, TokenQueue queue)
        : interval_of_(program.steps().size()), intervals_(1) {
        const auto q = static_cast<std::size_t>(queue);
        for (std::size_t i = 0; i < program.steps().size(); ++i) {
            const TokenStep& step = program.steps()[i];
            if (step.pops[q]) intervals_.emplace_back();
            interval_of_[i] = intervals_.size() - 1;
            intervals_.back().pushes |= step.pushes[q];
            intervals_.back().works |= step.decodable && step.module == producer_of(queue);
        }
        // Before the first pop and after the last one anything may be.
        std::size_t suspects = 0;
        for (std::size_t i = 1; i + 1 < intervals_.size(); ++i) suspects += suspect(i) ? 1 : 0;
        any_suspect_ = suspects > 0;
        // Many of them are the program's style, not a mistake.
        regular_ = suspects <= 1 || 4 * suspects <= intervals_.size();
    }

    int place(std::uint32_t index) const {
        if (!regular_) return 0;
        const std::size_t interval = interval_of_[index];
        if (!any_suspect_) return interval == 0 ? 1 : 0;
        return interval > 0 && interval + 1 < intervals_.size() && suspect(interval) ? 2 : 0;
    }

  private:
    struct Interval {
        bool pushes = false;  ///< something is pushed
        bool works = false;   ///< there is an instruction of the producer
    };
    bool suspect(std::size_t interval) const {
        return intervals_[interval].works && !intervals_[interval].pushes;
    }

    std::vector<std::size_t> interval_of_;  ///< by instruction
    std::vector<Interval> intervals_;
    bool any_suspect_ = false;
    bool regular_ = false;
};

// The candidates of one queue.
class Search {
  public:
    Search(const TokenProgram& program, TokenQueue queue)
        : program_(program),
          queue_(queue),
          intervals_(program, queue),
          stream_(program.stream(producer_of(queue))),
          gaps_(stream_.size()) {
        std::size_t begin = 0;
        for (std::size_t i = 0; i <= stream_.size(); ++i) {
            if (i < stream_.size() && !pushes(i)) continue;
            for (std::size_t j = begin; j < i; ++j) gaps_[j] = i - begin;
            begin = i + 1;
            if (i < stream_.size()) last_push_ = i;
            if (i < stream_.size() && looks_.size() < kMaxLooks) looks_.insert(look(i));
        }
        for (std::size_t i = 0; i < last_push_; ++i) {
            if (!pushes(i)) ++silent_[look(i)];
        }
    }

    void collect(std::vector<Candidate>& candidates) const {
        for (std::size_t i = 0; i < stream_.size(); ++i) {
            if (pushes(i)) continue;
            const std::uint32_t index = stream_[i];
            candidates.push_back(
                {queue_, index, odd_one(i), intervals_.place(index), likeness(i), gaps_[i]});
        }
    }

  private:
    const TokenStep& step(std::size_t position) const {
        return program_.steps()[stream_[position]];
    }
    bool pushes(std::size_t position) const {
        return step(position).pushes[static_cast<std::size_t>(queue_)];
    }

    // Of the instruction at this position of the module's stream.
    Look look(std::size_t position) const {
        Look look{};
        look.fill(kAbsent);
        constexpr std::array<std::ptrdiff_t, kNeighbours> kOffsets = {0, -1, 1, 2};
        for (std::size_t n = 0; n < kNeighbours; ++n) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(position) + kOffsets[n];
            if (at < 0 || at >= static_cast<std::ptrdiff_t>(stream_.size())) continue;
            const isa::Instruction& i = step(static_cast<std::size_t>(at)).instruction;
            const std::size_t first = n * kFeaturesEach;
            look[first] = static_cast<std::int16_t>(i.opcode);
            look[first + 1] = i.is_memory() ? static_cast<std::int16_t>(i.memory_type) : -2;
            look[first + 2] =
                static_cast<std::int16_t>((i.pop_prev ? 2 : 0) + (i.pop_next ? 1 : 0));
            look[first + 3] = static_cast<std::int16_t>(i.is_sync() ? 1 : 0);
        }
        // Whether the program changes to another module here.
        const std::uint32_t index = stream_[position];
        const auto& steps = program_.steps();
        look[kFeatures - 2] = index > 0 ? module_number(steps[index - 1]) : kAbsent;
        look[kFeatures - 1] = index + 1 < steps.size() ? module_number(steps[index + 1]) : kAbsent;
        return look;
    }
    static std::int16_t module_number(const TokenStep& step) {
        return step.decodable ? static_cast<std::int16_t>(step.module) : kAbsent;
    }

    // At the end of a program pushes stop because nobody pops any more; before that, one that is
    // silent where its likes push is suspicious.
    bool odd_one(std::size_t position) const {
        if (position >= last_push_) return false;
        const Look mine = look(position);
        return looks_.count(mine) > 0 && silent_.at(mine) <= kMaxOddOnes;
    }

    std::size_t likeness(std::size_t position) const {
        const Look mine = look(position);
        std::size_t best = 0;
        for (const Look& other : looks_) {
            std::size_t equal = 0;
            for (std::size_t f = 0; f < kFeatures; ++f) {
                // At the ends of a program there is no neighbour to differ.
                const bool same = mine[f] == other[f] || mine[f] == kAbsent || other[f] == kAbsent;
                if (same) equal += f < kFeaturesEach ? kOwnWeight : 1;
            }
            best = std::max(best, equal);
        }
        return best;
    }

    const TokenProgram& program_;
    TokenQueue queue_;
    const PopIntervals intervals_;
    const std::vector<std::uint32_t>& stream_;
    std::vector<std::size_t> gaps_;
    std::set<Look> looks_;                ///< of instructions that push
    std::map<Look, std::size_t> silent_;  ///< of those that do not, up to the last push
    std::size_t last_push_ = 0;
};

// Of the queues that somebody waits for, those that can be at fault.
std::vector<TokenQueue> culprits(const TokenProgram& program,
                                 const TokenProgram::Outcome& outcome) {
    std::vector<TokenQueue> lacking;
    std::vector<TokenQueue> in_deficit;
    for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
        const auto queue = static_cast<TokenQueue>(q);
        if (!outcome.lacking[q]) continue;
        lacking.push_back(queue);
        if (deficit(program, queue) > 0) in_deficit.push_back(queue);
    }
    // A queue with fewer pushes than pops is the culprit; the others only wait for its consumers.
    return in_deficit.empty() ? lacking : in_deficit;
}

// The likeliest flag that alone lets the program finish, else the likeliest that lets it go on.
std::optional<Candidate> find_single(TokenProgram& program,
                                     const std::vector<Candidate>& candidates,
                                     std::uint32_t stuck_at,
                                     const PushJudge& judge) {
    const std::uint64_t trials =
        std::max<std::uint64_t>(8, kTrialBudget / std::max<std::size_t>(1, program.steps().size()));
    std::optional<Candidate> best, finishing;
    std::uint64_t judged = 0;
    const std::uint64_t most_judged = std::clamp<std::uint64_t>(
        kJudgeBudget / std::max<std::size_t>(1, program.steps().size()), 2, kMaxJudged);
    for (std::size_t i = 0; i < candidates.size() && i < trials; ++i) {
        const Candidate& candidate = candidates[i];
        program.set_push(candidate.index, candidate.queue, true);
        const auto outcome = program.run();
        program.set_push(candidate.index, candidate.queue, false);
        if (outcome.finished) {
            if (!judge || judged == most_judged) return finishing ? finishing : candidate;
            ++judged;
            if (judge({candidate.queue, candidate.index})) return candidate;
            if (!finishing) finishing = candidate;
        }
        if (outcome.executed > stuck_at && !best) best = candidate;
    }
    return finishing ? finishing : best;
}

// The flags to set next: one if one helps, else the likeliest of each queue, for they may be needed
// together.
std::vector<Candidate> next_flags(TokenProgram& program,
                                  const TokenProgram::Outcome& outcome,
                                  const PushJudge& judge) {
    std::vector<Candidate> all;
    std::vector<Candidate> first;
    for (const TokenQueue queue : culprits(program, outcome)) {
        std::vector<Candidate> candidates;
        Search(program, queue).collect(candidates);
        std::sort(candidates.begin(), candidates.end(), more_likely);
        if (!candidates.empty()) first.push_back(candidates.front());
        all.insert(all.end(), candidates.begin(), candidates.end());
    }
    std::sort(all.begin(), all.end(), more_likely);
    if (const auto single = find_single(program, all, outcome.executed, judge)) return {*single};
    return first;
}

}  // namespace

MissingPushes find_missing_pushes(TokenProgram program, const PushJudge& judge) {
    MissingPushes missing;
    TokenProgram::Outcome outcome = program.run();
    while (!outcome.finished && missing.pushes.size() < kMaxMissing) {
        const std::vector<Candidate> flags = next_flags(program, outcome, judge);
        if (flags.empty()) break;
        for (const Candidate& flag : flags) {
            program.set_push(flag.index, flag.queue, true);
            missing.pushes.push_back({flag.queue, flag.index});
        }
        outcome = program.run();
    }
    missing.would_finish = outcome.finished;
    return missing;
}

}  // namespace vta::sim

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vta::sim {

/// Forked worker processes that answer with lines of text. A SystemC kernel is one a process, so
/// parallel work takes processes. Fork before anything of SystemC is used.
class WorkerPool {
  public:
    using Emit = std::function<void(const std::string& line)>;
    /// `work(worker, emit)` runs in each process. Lines hold no line feed.
    WorkerPool(unsigned workers, const std::function<void(unsigned, const Emit&)>& work);
    /// Ends processes that still run.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// The next line of this worker; nothing at its end. Throws InternalError if it crashed.
    std::optional<std::string> next_line(unsigned worker);

  private:
    struct Worker {
        pid_t pid = -1;
        int fd = -1;
        std::string buffer;
    };
    /// Reads more; false at the end.
    static bool fill(Worker& worker);
    static void reap(Worker& worker);

    std::vector<Worker> workers_;
};

}  // namespace vta::sim

// SPDX-License-Identifier: Apache-2.0
#include "sim/worker_pool.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.h"

namespace vta::sim {

namespace {

void write_all(int fd, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t written = ::write(fd, text.data() + done, text.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) ::_exit(1);  // the parent is gone
        done += static_cast<std::size_t>(written);
    }
}

[[noreturn]] void run_child(int fd,
                            unsigned worker,
                            const std::function<void(unsigned, const WorkerPool::Emit&)>& work) {
    // Control-C reaches the whole group; the parent decides what becomes of the work.
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGTERM, SIG_DFL);  // whatever handler the parent has, the child just ends
    int code = 0;
    try {
        work(worker, [fd](const std::string& line) { write_all(fd, line + '\n'); });
    } catch (const std::exception& error) {
        std::fprintf(stderr, "worker %u: %s\n", worker, error.what());
        code = 1;
    }
    // No destructors, no exit handlers: they belong to the parent.
    ::_exit(code);
}

}  // namespace

WorkerPool::WorkerPool(unsigned workers, const std::function<void(unsigned, const Emit&)>& work)
    : workers_(workers) {
    std::fflush(nullptr);  // or the children would print the parent's pending output, too
    for (unsigned w = 0; w < workers; ++w) {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0) {
            throw UserError(std::string("cannot start workers: ") + std::strerror(errno));
        }
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::close(ends[0]);
            for (unsigned other = 0; other < w; ++other) ::close(workers_[other].fd);
            run_child(ends[1], w, work);
        }
        ::close(ends[1]);
        if (pid < 0) {
            ::close(ends[0]);
            throw UserError(std::string("cannot start workers: ") + std::strerror(errno));
        }
        workers_[w].pid = pid;
        workers_[w].fd = ends[0];
    }
}

WorkerPool::~WorkerPool() {
    for (Worker& worker : workers_) {
        if (worker.fd >= 0) ::close(worker.fd);
        if (worker.pid < 0) continue;
        ::kill(worker.pid, SIGTERM);
        ::waitpid(worker.pid, nullptr, 0);
    }
}

bool WorkerPool::fill(Worker& worker) {
    std::array<char, 65536> chunk{};
    ssize_t count = 0;
    do {
        count = ::read(worker.fd, chunk.data(), chunk.size());
    } while (count < 0 && errno == EINTR);
    if (count > 0) worker.buffer.append(chunk.data(), static_cast<std::size_t>(count));
    return count > 0;
}

void WorkerPool::reap(Worker& worker) {
    if (worker.pid < 0) return;
    int status = 0;
    const pid_t pid = worker.pid;
    worker.pid = -1;
    if (::waitpid(pid, &status, 0) != pid) return;
    if (WIFSIGNALED(status)) {
        throw InternalError("a worker process ended with signal " +
                            std::to_string(WTERMSIG(status)) + " (" +
                            ::strsignal(WTERMSIG(status)) + ")");
    }
    if (WEXITSTATUS(status) != 0) throw InternalError("a worker process failed");
}

std::optional<std::string> WorkerPool::next_line(unsigned index) {
    Worker& worker = workers_.at(index);
    std::size_t end = 0;
    while ((end = worker.buffer.find('\n', end)) == std::string::npos) {
        end = worker.buffer.size();
        if (!fill(worker)) {
            reap(worker);
            return std::nullopt;
        }
    }
    std::string line = worker.buffer.substr(0, end);
    worker.buffer.erase(0, end + 1);
    return line;
}

}  // namespace vta::sim

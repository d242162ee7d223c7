// SPDX-License-Identifier: Apache-2.0
#include "sim/progress.h"

#include <unistd.h>

#include <cstdio>

namespace vta::sim {

Progress::Progress()
    : terminal_(::isatty(STDERR_FILENO) == 1), next_(begin_ + std::chrono::seconds(2)) {}

void Progress::update(const std::function<std::string()>& text) {
    if (!terminal_) return;
    const Clock::time_point now = Clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(250);
    shown_ = true;
    std::fprintf(stderr, "\r\033[K%s", text().c_str());
    std::fflush(stderr);
}

void Progress::clear() {
    if (!shown_) return;
    shown_ = false;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
}

double Progress::seconds() const {
    return std::chrono::duration<double>(Clock::now() - begin_).count();
}

}  // namespace vta::sim

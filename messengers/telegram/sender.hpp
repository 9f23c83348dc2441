#pragma once

#include "messengers/messenger.hpp"
#include "messengers/telegram/bot_api.hpp"
#include "messengers/telegram/payload.hpp"
#include "messengers/telegram/plan.hpp"
#include "messengers/telegram/settings.hpp"

#include <cstdint>

namespace mostik::messengers::telegram {

/// Sends, edits, deletes, reacts and answers presses. Telegram cannot be asked whether a message arrived.
class TelegramSender final : public Sender {
  public:
    TelegramSender(BotApi& api, const Settings& settings);

    boost::asio::awaitable<tl::expected<std::vector<core::Step>, SendOutcome>> plan(
        const Outgoing& outgoing) override;
    boost::asio::awaitable<SendOutcome> perform(const Outgoing& outgoing, const core::Step& step,
                                                const std::vector<LocalFile>& files) override;
    WhenUncertain when_uncertain() const override { return when_uncertain_; }
    boost::asio::awaitable<core::Result<std::optional<Delivered>>> find_sent(const Outgoing& outgoing,
                                                                             const core::Step& step,
                                                                             core::Time since) override;
    AddressRules address_rules() const override { return rules_; }

  private:
    boost::asio::awaitable<ApiResult<std::string>> call(const Payload& payload,
                                                        const std::vector<LocalFile>& files);

    BotApi& api_;
    WhenUncertain when_uncertain_;
    AddressRules rules_;
    PlanOptions plan_options_;
};

}  // namespace mostik::messengers::telegram

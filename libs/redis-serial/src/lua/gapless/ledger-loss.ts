/**
 * Lua `noteLoss(now, grace)`: when another incarnation of the server wrote last, Redis may have lost something. What was free
 * may have been given since, and becomes lost; of what is overdue somebody may have been asked. Answers whether anything was
 * known of the incarnation. Wants `LEDGER` and `SERVER_RUN` before it.
 */
export const NOTE_LOSS = /* lua */ `
  local function noteLoss(now, grace)
    local run = serverRun()
    local before = redis.call('HGET', counter, 'ledgerRun')
    if before and before ~= run then
      for _, member in ipairs(redis.call('ZRANGE', free, 0, -1)) do
        local value = string.match(member, '^%d+')
        lose(value, value, now + grace)
      end
      redis.call('DEL', free)
      for _, value in ipairs(redis.call('ZRANGEBYSCORE', pending, '-inf', exact(now))) do
        if reservation(value) then
          asked(value)
        end
      end
      redis.call('HSET', counter, 'ledgerRun', run)
    end
    return before
  end
`;

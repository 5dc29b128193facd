/**
 * Lua `nextFence()`: a fence higher than any before of the shard, as text; kept by `keepFences()` once for all that a
 * script gave. Wants `fences`, the key of the last one, and the server's clock as `micros`.
 */
export const LOCK_FENCES = /* lua */ `
  local lastFence, fenceRaised

  local function raiseFences(fence)
    lastFence = math.max(lastFence or tonumber(redis.call('GET', fences) or '0'), fence)
    fenceRaised = true
  end

  -- As many more are kept back as 'further' says.
  local function nextFence(further)
    lastFence = lastFence or tonumber(redis.call('GET', fences) or '0')
    local fence = math.max(lastFence + 1, micros)
    lastFence = fence + further
    fenceRaised = true
    return exact(fence)
  end

  local function keepFences()
    if fenceRaised then
      redis.call('SET', fences, exact(lastFence))
    end
  end
`;

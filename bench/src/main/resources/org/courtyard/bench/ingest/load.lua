-- Load for wrk: messages as a chat platform's adapter sends them, no two alike.
-- Arguments: token, prefix of every id, seed, lines a request (1: single), characters a text has at
-- least, seconds until no more is sent (what is under way is then waited for).

local count = 0
function setup(thread)
  thread:set("number", count)
  count = count + 1
  threads = threads or {}
  table.insert(threads, thread)
end

local SAYINGS = {
  "早上好，今天天气不错",
  "3单元电梯又停了，老人下不了楼",
  "谁家有打气筒借用一下，马上还，谢谢各位邻居",
  "+1",
  "楼道灯不亮了两天，晚上看不见台阶，麻烦物业来看看",
  "周末书法班改到下午，地点不变，带好毛笔和墨汁",
  "收到",
  "地下室漏水漏到车位了，地上一大片，墙皮都掉了，有没有人管一下",
}

function init(args)
  token, prefix, seed = args[1], args[2], tonumber(args[3])
  lines, least, seconds = tonumber(args[4]), tonumber(args[5]), tonumber(args[6])
  math.randomseed(seed + number)
  said = 0
  accepted = 0
  statuses = {}
  bySecond = {}
  stopAt = os.time() + seconds
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Bearer " .. token
  wrk.headers["Content-Type"] = lines > 1 and "application/x-ndjson" or "application/json"
end

local function message()
  said = said + 1
  local text = SAYINGS[math.random(#SAYINGS)] .. "，第" .. said .. "条"
  if #text < least then
    text = text .. string.rep("啊", math.ceil((least - #text) / 3))
  end
  return string.format(
    '{"tenant":"bench","platform":"wecom","chat":"b%06d-0","id":"%s-%d-%d","sender":"p-%d","type":"text","text":"%s"}',
    math.random(0, 9999), prefix, number, said, math.random(500000), text)
end

function delay()
  return os.time() >= stopAt and 3600000 or 0
end

function request()
  if lines == 1 then
    return wrk.format(nil, "/v1/messages", nil, message())
  end
  local all = {}
  for i = 1, lines do
    all[i] = message()
  end
  return wrk.format(nil, "/v1/messages", nil, table.concat(all, "\n") .. "\n")
end

function response(status, headers, body)
  statuses[status] = (statuses[status] or 0) + 1
  local taken = 0
  if status == 202 or status == 207 then
    taken = lines == 1 and 1 or tonumber(body:match('"accepted":(%d+)'))
    accepted = accepted + taken
  end
  local now = os.time()
  bySecond[now] = (bySecond[now] or 0) + taken
end

local function add(into, from)
  for key, value in pairs(from) do
    into[key] = (into[key] or 0) + value
  end
end

local function object(values)
  local all = {}
  for key, value in pairs(values) do
    table.insert(all, string.format('"%d":%d', key, value))
  end
  return "{" .. table.concat(all, ",") .. "}"
end

function done(summary, latency, requests)
  local total, codes, seconds = 0, {}, {}
  for _, thread in ipairs(threads) do
    total = total + thread:get("accepted")
    add(codes, thread:get("statuses"))
    add(seconds, thread:get("bySecond"))
  end
  local e = summary.errors
  io.write(string.format(
    'COURTYARD {"accepted":%d,"p50":%.3f,"p99":%.3f,"max":%.3f,"unanswered":%d,"statuses":%s,"bySecond":%s}\n',
    total, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    e.connect + e.read + e.write + e.timeout, object(codes), object(seconds)))
end

// Dawn as pleura opens it, bundled so that the peers' processes can wait as calmly.
export { openDawn } from "@pleura/dawn";
